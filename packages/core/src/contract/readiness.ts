/**
 * Readiness: why a started function does not answer, or not yet. Codes and facts; the CLI has the
 * sentences.
 */
import type { ProbeResult } from './caddy-manager.js';
import type { Coded, NoFacts } from './coded.js';

/** What is wrong with a server so that waiting does not help. */
export interface ListenFacts {
  /** It listens on the right port of this address only: `127.0.0.1:8000`. */
  'wrong-address': { address: string };
  /** It listens on these ports only, sorted; `port` is the one that it should have, 8000 if absent. */
  'wrong-ports': { ports: readonly number[]; port?: number };
  /** It answers HTTP/1.1 with HTTP/2 frames. */
  'http2-only': NoFacts;
}

/** A fault of how a server listens, with its facts. */
export type ListenFault = Coded<ListenFacts>;

/** A wait that continues. */
export interface Waiting {
  readonly probe: ProbeResult;
  readonly fault?: ListenFault;
  /** How often its process has ended by now, and how the last time; absent if it never has. */
  readonly crashed?: { readonly times: number; readonly exitCode?: number };
  /** Since when it waits and how long at most, in seconds; undefined when the fault was just found. */
  readonly elapsed?: { readonly seconds: number; readonly ofSeconds: number };
}
