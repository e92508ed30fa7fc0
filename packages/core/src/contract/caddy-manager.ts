/**
 * CaddyManager: the router container, and the control link to the Caddy inside it (stages 10 and 11).
 * Routes are always a whole table. There is one push after all functions are ready, and none when the table it has is equal.
 * A push is a reload of Caddy only when the router's name, its port or `hideVersion` changes.
 */
import type { Labels } from './labels.js';
import type { ObservedContainer } from './observed.js';
import type { PublishedPortAnswer } from './published.js';

/** One function's way: requests below `/invoke/<function>` go to `upstream` (a network alias) on port 8000. */
export interface Route {
  readonly function: string;
  readonly upstream: string;
}

/** The whole of what Caddy is told. */
export interface RouteTable {
  /** Host name of the router. */
  readonly addr: string;
  /** The HTTPS port as clients see it; redirects name it. */
  readonly httpsPort: number;
  /** Answers do not name the version that gave them; left out, they do. */
  readonly hideVersion?: true;
  /** Sorted by function. */
  readonly routes: readonly Route[];
}

/** What the router container is created from. */
export interface RouterSpec {
  readonly name: string;
  /** Name of the network. */
  readonly network: string;
  /** Its id: names of networks may be ambiguous. Not part of the spec hash. */
  readonly networkId?: string | undefined;
  readonly volume: string;
  /** Image reference. */
  readonly image: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly bind: readonly string[];
  readonly labels: Labels;
}

/** What the running Caddy has. `intact` is false when its configuration is not the one that its routes would give. */
export interface RouterState {
  readonly table: RouteTable;
  readonly intact: boolean;
}

/** An HTTP answer of any status, or why there was none. */
export type ProbeResult =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'refused' | 'unresolved' | 'timeout' | 'closed'; readonly detail: string };

/** Control link to one running router. */
export interface RouterLink {
  /** @throws router-unreachable; engine-* where the engine is gone as well, here and below */
  read(signal: AbortSignal): Promise<RouterState>;
  /** Loads the whole table and verifies it. The old one keeps serving when Caddy refuses. @throws router-rejected-config, router-unreachable */
  push(table: RouteTable, signal: AbortSignal): Promise<void>;
  /**
   * Makes every push void that is still under way, such as one that was given up and whose effect may land later. What was routed stays
   * routed; what `read` gives after it is final until the next push. @throws router-unreachable
   */
  fence(signal: AbortSignal): Promise<void>;
  /** One GET / through the router to `<upstream>:8000`, waiting at most `timeoutMs`. @throws router-unreachable */
  probe(upstream: string, timeoutMs: number, signal: AbortSignal): Promise<ProbeResult>;
  /** Number of established connections from the router to this upstream; what is drained before it may leave. @throws router-unreachable */
  connections(upstream: string, signal: AbortSignal): Promise<number>;
}

/** Keeps the router running and gives access to it. */
export interface CaddyManager {
  /**
   * Makes sure that a router made from this spec runs, and returns the link to it once its control server answers. A container that runs
   * and carries the same spec hash is left alone. One that differs is replaced, its volume and its routes kept.
   * @throws router-failed, router-image-missing, port-taken, engine-*
   */
  ensure(spec: RouterSpec, observed: ObservedContainer | undefined, signal: AbortSignal): Promise<RouterLink>;
  /** The link to a running router; undefined when it does not run. Changes nothing. */
  link(observed: ObservedContainer | undefined, signal: AbortSignal): Promise<RouterLink | undefined>;
  /**
   * Connects to each published port of a running router, as a client of this machine does. Empty where this machine's ports are not the
   * engine's: it is elsewhere, or this process runs in a container. @param host name that the router serves @throws engine-*
   */
  published(
    spec: RouterSpec,
    observed: ObservedContainer,
    host: string,
    signal: AbortSignal,
  ): Promise<readonly PublishedPortAnswer[]>;
  /** The hash of what the container would be created from; pure. */
  specHash(spec: RouterSpec): string;
}
