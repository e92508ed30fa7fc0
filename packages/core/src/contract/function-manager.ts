/**
 * FunctionManager: stages 4, 9 and 11. It sees and changes containers, images, the network and volumes of the engine.
 * It decides nothing: every call carries the exact object to make or remove, and removal goes by id, never by name.
 */
import type { ImageDetails } from './disk.js';
import type { Labels } from './labels.js';
import type { Observed } from './observed.js';

/** Names whose holders must be listed even when they are not ours. */
export interface ObserveScope {
  readonly containerNames: readonly string[];
  readonly networkName: string;
  readonly volumeNames: readonly string[];
}

/** Everything a function's container is created from. The spec hash is taken over it, less name, alias and generation. */
export interface ContainerSpec {
  readonly function: string;
  readonly generation: number;
  /** `<prefix>-<fn>.g<N>` */
  readonly name: string;
  /** Name of this generation on the network, and so its upstream. */
  readonly alias: string;
  /** Image id. */
  readonly image: string;
  readonly network: string;
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
  readonly exitCode?: number;
  readonly oomKilled: boolean;
  readonly restarts: number;
  /** Last lines of its output. */
  readonly log: readonly string[];
  /** Listening TCP sockets inside the container; undefined where they could not be read. */
  readonly listening?: readonly ListeningSocket[];
}

/** Sees and changes the engine's objects. */
export interface FunctionManager {
  /** One list call per kind. @throws engine-* */
  observe(scope: ObserveScope, signal: AbortSignal): Promise<Observed>;
  /** Makes sure that the network exists, with these labels; returns its id. @throws foreign-object, engine-* */
  ensureNetwork(name: string, labels: Labels, signal: AbortSignal): Promise<string>;
  /** Creates and starts; a container that could not be started is removed again. @throws container-failed, engine-* */
  start(spec: ContainerSpec, signal: AbortSignal): Promise<{ readonly id: string }>;
  /** What a container says about itself and printed last. @throws engine-* */
  diagnose(containerId: string, signal: AbortSignal): Promise<Diagnosis>;
  /** Gives a container another name. @throws engine-* */
  rename(containerId: string, name: string, signal: AbortSignal): Promise<void>;
  /** SIGTERM, SIGKILL after the grace, remove; a container that is gone already is fine. @throws removal-blocked, engine-* */
  remove(containerId: string, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Gives an image a further name. It is given by its id, or by a name that it has already. */
  tag(image: string, tag: string, signal: AbortSignal): Promise<void>;
  /** What images are made of, by id; one that is gone is left out. @throws engine-* */
  imageDetails(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ImageDetails>>;
  /** Ids of all images that any container was made from, ours or not, running or not. @throws engine-* */
  usedImages(signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** Bytes in volumes, by name; one whose size this engine does not tell quickly is left out. @throws engine-* */
  volumeBytes(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Removes one name of an image; one that is gone already is fine. */
  removeImage(tag: string, signal: AbortSignal): Promise<void>;
  /** @throws removal-blocked when foreign containers are attached */
  removeNetwork(id: string, signal: AbortSignal): Promise<void>;
  /** Removes a volume; one that is gone already is fine. @throws removal-blocked, engine-* */
  removeVolume(name: string, signal: AbortSignal): Promise<void>;
}
