/**
 * What the engine has right now (stage 5), converted to plain values: one list call per kind of
 * object, and an inspection of each container of a function.
 * Every decision starts from here; what an earlier run recorded is only a hint.
 */
import type { Labels } from './labels.js';

/** The engine itself. */
export interface EngineInfo {
  /** Where SmolFaaS found it, as an address: `unix:///var/run/docker.sock`. */
  readonly endpoint: string;
  readonly version: string;
  readonly apiVersion: string;
  /** Name or address of the machine it runs on, if its address shows that it is not this one. */
  readonly remoteHost?: string;
  /** OCI platform of its containers. */
  readonly platform: { readonly os: string; readonly architecture: string; readonly variant?: string };
  /**
   * Names of containers never change, as on a cluster. Then every generation keeps the names that it
   * was started with, and SmolFaaS renames none.
   */
  readonly fixedNames?: boolean;
}

/**
 * All objects that carry this project's labels, hold a name that it needs, publish a port or are on
 * its network. Lists all images, because any may serve as a base.
 */
export interface Observed {
  readonly engine: EngineInfo;
  readonly containers: readonly ObservedContainer[];
  readonly images: readonly ObservedImage[];
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
}

/** Container state, in the engine's terms. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A container of the engine. */
export interface ObservedContainer {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly state: ContainerState;
  /** Known only for containers that are not running. */
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  readonly imageId: string;
  readonly labels: Labels;
  /** Names of the networks it is attached to. */
  readonly networks: readonly string[];
  /**
   * Their ids, if the engine reports them: before Engine 25 several networks may share a name.
   * Podman omits them; its network names are unique.
   */
  readonly networkIds?: readonly string[];
  readonly ports: readonly PublishedPort[];
  /**
   * For containers of functions, and for containers on the project's network that SmolFaaS did not
   * create.
   */
  readonly details?: ContainerDetails;
}

/** What only an inspection of one container returns. */
export interface ContainerDetails {
  /** Its names on each network besides the container's name, by network name. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** Undefined when it has no limit, or its engine does not record one. */
  readonly memoryBytes?: number;
  readonly pids?: number;
  readonly cpuShares?: number;
  /** How many processors it may use. */
  readonly cpus?: number;
  /** Whether the engine restarts it when its process ends. */
  readonly restartsItself: boolean;
  /** How often the engine has restarted it since it was last started by a call. */
  readonly restarts: number;
  /** When its current process began, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** A host port that the engine forwards to a container. */
export interface PublishedPort {
  readonly ip: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** An image in the engine's store. */
export interface ObservedImage {
  /** `sha256:…` */
  readonly id: string;
  /** `name:tag`, in the spelling of the engine. */
  readonly tags: readonly string[];
  /**
   * `name@sha256:…`: the digests under which registries know it. Absent for an image built on this
   * machine.
   */
  readonly digests?: readonly string[];
  /** Its size on disk, including layers that it shares with other images. */
  readonly bytes?: number;
  readonly labels: Labels;
}

/** A network of the engine. */
export interface ObservedNetwork {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
}

/** A volume of the engine. */
export interface ObservedVolume {
  readonly name: string;
  readonly labels: Labels;
}

/** Names whose holders must be listed even when SmolFaaS did not create them. */
export interface ObserveScope {
  readonly containerNames: readonly string[];
  readonly networkName: string;
  readonly volumeNames: readonly string[];
  /**
   * Id of the project whose containers are also inspected; undefined inspects those of all
   * projects.
   */
  readonly project?: string | undefined;
  /** Lists no images. A run that only looks at containers saves the slowest list. */
  readonly withoutImages?: true;
}
