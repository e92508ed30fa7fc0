/**
 * FunctionManager: stages 10 and 12. It starts, asks and ends the containers of functions, and decides nothing.
 */
import type { Labels } from './labels.js';
import type { ContainerDetails } from './observed.js';

/**
 * Everything that one instance of a function is created from. The spec hash is taken over it, less
 * what differs between generations and instances: names, numbers and the network's id.
 */
export interface ContainerSpec {
  readonly function: string;
  readonly generation: number;
  /** From 1. */
  readonly instance: number;
  /** Name of the container, see object-names.ts. */
  readonly name: string;
  /** Name of its generation on the network, and so its upstream: all instances have it. */
  readonly alias: string;
  /** Its own name on the network, by which it is asked whether it is ready. */
  readonly address: string;
  /** Image id. */
  readonly image: string;
  /** Name of the network. */
  readonly network: string;
  /** Its id: names of networks may be ambiguous. Not part of the spec hash. */
  readonly networkId?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Labels;
  readonly memoryBytes: number;
  /**
   * CPU weight relative to other containers; the engine's default is 1024. 0 sets none.
   */
  readonly cpuShares: number;
  readonly pids: number;
  readonly readOnlyRoot: boolean;
  /** PEM certificates that the container finds at this path, readable for all; `env` names it. They go when it is removed. */
  readonly certificates?: { readonly path: string; readonly pem: Uint8Array };
  /** Run under the engine's small init, so that a process without signal handlers ends at SIGTERM. */
  readonly init: boolean;
}

/** A TCP socket inside a container that takes connections. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  /** Numeric user whose process opened it, as that container counts users; undefined where it cannot be told. */
  readonly uid?: number;
}

/** What a container that does not answer tells about itself. */
export interface Diagnosis {
  readonly state: string;
  /** Of the last process that ended, where that is known. */
  readonly exitCode?: number;
  /** The kernel killed the last process that ended, for its memory. */
  readonly oomKilled: boolean;
  /** How often the engine has started it again. */
  readonly restarts: number;
  /** Its limit; undefined where it has none, or the engine keeps none. */
  readonly memoryBytes?: number;
  /** Last lines of its output; of one that was started again, those of the last process that ended. */
  readonly log: readonly string[];
  /** Listening TCP sockets inside the container; undefined where they could not be read. */
  readonly listening?: readonly ListeningSocket[];
}

/** A container's process that ended without a stop or kill by hand, or one that the kernel killed for its memory. */
export interface ContainerCrash {
  readonly containerId: string;
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  /** False when the kernel killed another process than the container's first. */
  readonly ended: boolean;
  readonly oomKilled: boolean;
  readonly exitCode: number | undefined;
}

/** Which part of a container's output is wanted. */
export interface LogRequest {
  /** Goes on with what is written from now on, until the container ends or the signal aborts. */
  readonly follow: boolean;
  /** So many of the last lines; undefined for all that the engine has kept. */
  readonly tail?: number;
  /** Nothing from before this time: milliseconds since 1970, by the engine's clock. */
  readonly sinceMs?: number;
}

/** A line that a container wrote, without its line end. */
export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  /** When the engine received it: RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

/** Containers of functions. Every call carries the exact object to make or remove, and removal goes by id, never by name. */
export interface FunctionManager {
  /** Creates and starts; a container that could not be started is removed again. @throws container-failed, engine-* */
  start(spec: ContainerSpec, signal: AbortSignal): Promise<{ readonly id: string }>;
  /** What a container says about itself and printed last. @throws engine-* */
  diagnose(containerId: string, signal: AbortSignal): Promise<Diagnosis>;
  /** What an inspection tells of a container now; undefined when it is gone. @throws engine-* */
  details(containerId: string, signal: AbortSignal): Promise<ContainerDetails | undefined>;
  /**
   * Crashes since a time (milliseconds since 1970, by the engine's clock), as far as the engine remembers,
   * the oldest first. @throws engine-*
   */
  crashes(containerIds: readonly string[], sinceMs: number, signal: AbortSignal): Promise<readonly ContainerCrash[]>;
  /** What one container wrote, line by line; it ends with the container. @throws engine-*; the signal's reason */
  logs(containerId: string, request: LogRequest, signal: AbortSignal): AsyncIterable<LogLine>;
  /** Gives a container another name. @throws engine-* */
  rename(containerId: string, name: string, signal: AbortSignal): Promise<void>;
  /** SIGTERM, SIGKILL after the grace, remove; a container that is gone already is fine. @throws removal-blocked, engine-* */
  remove(containerId: string, graceMs: number, signal: AbortSignal): Promise<void>;
}
