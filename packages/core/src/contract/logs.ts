/**
 * What `logs` shows: output of functions, requests that the router passed to them, build output, and
 * what happened to their containers. One line of any of them is an entry.
 *
 * The JSON lines of `smolfaas logs --json` are these values as they are.
 */

/** A line that a function wrote. */
export interface OutputEntry {
  readonly type: 'output';
  readonly function: string;
  /** RFC 3339 with nanoseconds in UTC, here and below, so that texts sort like times. */
  readonly time: string;
  readonly generation: number;
  /** From 1. */
  readonly instance: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** A request that the router passed to a function, written when its response has ended. */
export interface AccessEntry {
  readonly type: 'access';
  readonly function: string;
  readonly time: string;
  readonly method: string;
  /** Path and query as the client sent them, without the values of secret parameters. */
  readonly target: string;
  readonly status: number;
  readonly ms: number;
  /** Bytes of the response's body. */
  readonly bytes: number;
  /** Content hash and generation that answered, as in the header `Smolfaas-Version`, if known. */
  readonly version?: string;
}

/** A line that a build printed. */
export interface BuildEntry {
  readonly type: 'build';
  readonly function: string;
  readonly time: string;
  readonly step: string;
  readonly text: string;
}

/** What happened to the containers of a function, or how they stand. */
export interface ChangeEntry {
  readonly type: 'change';
  readonly function: string;
  readonly time: string;
  readonly change:
    | 'started'
    | 'restarted' // by the engine, after a crash
    | 'replaced' // a new generation serves, and the former one has ended
    | 'stopped' // on request
    | 'crashed'
    | 'removed' // its last container
    | 'not-running' // it has containers, and none runs
    | 'not-deployed'; // it has no container
  readonly generation?: number;
  /** Only of a function with several instances. */
  readonly instance?: number;
  /** The generation that was replaced. */
  readonly former?: number;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
}

/** One line of a log, by `type`. */
export type LogEntry = OutputEntry | AccessEntry | BuildEntry | ChangeEntry;

/** Which kinds of entries to show; changes are always shown. */
export type LogKind = 'function' | 'access' | 'build';

/** Entries from outside of the engine. */
export interface LogSource {
  /** What it has, oldest first. */
  history(sinceMs: number | undefined, signal: AbortSignal): AsyncIterable<LogEntry>;
  /** What is new after `history` has ended. It ends only with the signal. */
  follow(signal: AbortSignal): AsyncIterable<LogEntry>;
}

/** What to show. */
export interface LogsRequest {
  /** Empty: all functions, also those that appear later. */
  readonly functions: readonly string[];
  readonly follow: boolean;
  readonly kinds: ReadonlySet<LogKind>;
  /** Milliseconds since 1970. */
  readonly sinceMs?: number;
  /** At most this many of the last entries of each function; undefined shows all. */
  readonly tail?: number;
  /** Shows only entries that it accepts; `tail` counts those. Changes are always shown. */
  readonly accepts?: (entry: LogEntry) => boolean;
  /** The source of kind `build`; the engine keeps no output of builds. */
  readonly builds?: LogSource;
}
