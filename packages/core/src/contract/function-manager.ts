/**
 * FunctionManager: stages 10 and 12. It starts, inspects and removes the containers of functions.
 * It makes no decisions.
 */
import type { Labels } from './labels.js';
import type { ContainerDetails } from './observed.js';
import type { TmpfsChoice } from './settings.js';

/**
 * Everything that one instance of a function is created from. The spec hash covers it, except what
 * differs between generations and instances: names, numbers and the network's id.
 */
export interface ContainerSpec {
  readonly function: string;
  readonly generation: number;
  /** From 1. */
  readonly instance: number;
  /** Name of the container, see object-names.ts. */
  readonly name: string;
  /** Its generation's name on the network, and so its upstream; all instances share it. */
  readonly alias: string;
  /** Its own name on the network; readiness probes use it. */
  readonly address: string;
  /** Image id. */
  readonly image: string;
  /** Name of the network. */
  readonly network: string;
  /** The network's id, because network names may be ambiguous. Not part of the spec hash. */
  readonly networkId?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Labels;
  readonly memoryBytes: number;
  /**
   * CPU weight relative to other containers; the engine's default is 1024. With 0, SmolFaaS sets
   * none.
   */
  readonly cpuShares: number;
  readonly pids: number;
  readonly readOnlyRoot: boolean;
  /**
   * PEM certificates that the container finds at this path, readable for all users; `env` contains
   * the path. They are removed with the container.
   */
  readonly certificates?: { readonly path: string; readonly pem: Uint8Array };
  /**
   * Runs it under the engine's small init, so that a process without signal handlers ends at
   * SIGTERM.
   */
  readonly init: boolean;
  /** Processors that it may use at most; undefined sets no limit. */
  readonly cpus?: number;
  /** Directories in memory, writable for all users. */
  readonly tmpfs?: readonly TmpfsChoice[];
  /** Names of further networks. It is attached to them before its process starts. */
  readonly networks?: readonly string[];
  /** Program and arguments; replaces entrypoint and command of the image. */
  readonly command?: readonly string[];
  /**
   * Files below /run/secrets, readable for all users of the container. They are removed with the
   * container.
   */
  readonly secrets?: readonly ContainerSecret[];
}

/** A secret of a container, with its value. */
export interface ContainerSecret {
  /** Name of its file. */
  readonly name: string;
  readonly value: Uint8Array;
}

/** A TCP socket inside a container that accepts connections. */
export interface ListeningSocket {
  readonly address: string;
  readonly port: number;
  /**
   * Numeric id of the user whose process opened it, as seen inside that container; undefined if
   * unknown.
   */
  readonly uid?: number;
}

/** What the engine reports about a container that does not answer. */
export interface Diagnosis {
  readonly state: string;
  /** Exit code of the last process that ended, if known. */
  readonly exitCode?: number;
  /** True when the kernel killed the last process that ended because it ran out of memory. */
  readonly oomKilled: boolean;
  /** How often the engine has restarted it. */
  readonly restarts: number;
  /** Its memory limit; undefined when it has none, or the engine does not record one. */
  readonly memoryBytes?: number;
  /** Last lines of its output. For a restarted container, those of the last process that ended. */
  readonly log: readonly string[];
  /** Listening TCP sockets inside the container; undefined when they could not be read. */
  readonly listening?: readonly ListeningSocket[];
}

/**
 * A container's process that ended without a manual stop or kill, or that the kernel killed because
 * it ran out of memory.
 */
export interface ContainerCrash {
  readonly containerId: string;
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  /** False when the kernel killed a process other than the container's first one. */
  readonly ended: boolean;
  readonly oomKilled: boolean;
  readonly exitCode: number | undefined;
}

/** What a running container uses, at one moment. */
export interface ContainerUsage {
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  /** Bytes of memory without the file cache, which the kernel can take back at any time. */
  readonly memoryBytes: number;
  /** CPU time since the container started, in nanoseconds, summed over all cores. */
  readonly cpuNs: number;
}

/** Which part of a container's output to return. */
export interface LogRequest {
  /** Continues with new output until the container ends or the signal aborts. */
  readonly follow: boolean;
  /** Return only this many of the last lines; undefined returns all that the engine has kept. */
  readonly tail?: number;
  /** Return only output since this time: milliseconds since 1970, by the engine's clock. */
  readonly sinceMs?: number;
  /** The same to the nanosecond, as the time of a `LogLine`; it wins over `sinceMs`. */
  readonly since?: string;
}

/** The start, end or removal of a container of a project. */
export interface ContainerChange {
  readonly containerId: string;
  readonly labels: Labels;
  readonly change: 'started' | 'ended' | 'removed';
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  /** Of a process that ended. */
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** It ended because a stop, a restart or a kill was requested. */
  readonly requested?: boolean;
}

/** One line of a container's output, without its line ending. */
export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  /** When the engine received it: RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

/**
 * Manages containers of functions. Every call names the exact object to create or remove. Removal
 * uses the id, never the name.
 */
export interface FunctionManager {
  /**
   * Creates and starts a container. Removes it again if it cannot be started. @throws
   * container-failed, engine-*
   */
  start(spec: ContainerSpec, signal: AbortSignal): Promise<{ readonly id: string }>;
  /** Why a container does not answer: its state and last output. @throws engine-* */
  diagnose(containerId: string, signal: AbortSignal): Promise<Diagnosis>;
  /**
   * The container's current details, by inspection; undefined when it no longer exists. @throws
   * engine-*
   */
  details(containerId: string, signal: AbortSignal): Promise<ContainerDetails | undefined>;
  /**
   * What the container uses now; undefined when it does not run or the engine cannot measure it.
   * @throws engine-*
   */
  usage(containerId: string, signal: AbortSignal): Promise<ContainerUsage | undefined>;
  /**
   * Crashes since a time (milliseconds since 1970, by the engine's clock), oldest first, as far as
   * the engine remembers.
   * @throws engine-*
   */
  crashes(containerIds: readonly string[], sinceMs: number, signal: AbortSignal): Promise<readonly ContainerCrash[]>;
  /**
   * The output of one container, line by line; it ends when the container ends. @throws engine-*;
   * the signal's reason
   */
  logs(containerId: string, request: LogRequest, signal: AbortSignal): AsyncIterable<LogLine>;
  /**
   * Containers with the project's label that start, end or are removed, as it happens. Begins this
   * many milliseconds ago, as far as the engine remembers; it ends only with the signal or an error.
   * @throws engine-*; the signal's reason
   */
  changes(project: string, lookBackMs: number, signal: AbortSignal): AsyncIterable<ContainerChange>;
  /**
   * Renames a container, for display only. Never called on an engine with `fixedNames`. @throws
   * engine-*
   */
  rename(containerId: string, name: string, signal: AbortSignal): Promise<void>;
  /**
   * Sends SIGTERM, sends SIGKILL after the grace period, then removes the container. Succeeds if it
   * is already gone. @throws removal-blocked, engine-*
   */
  remove(containerId: string, graceMs: number, signal: AbortSignal): Promise<void>;
}
