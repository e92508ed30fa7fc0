/**
 * What the engine has right now (stage 5): one list call per kind, turned into values of ours.
 * Every decision starts from here; what a former run believed is only a hint.
 */
import type { Labels } from './labels.js';

/** The engine itself. */
export interface EngineInfo {
  /** Where it was found, in words: `unix:///var/run/docker.sock`. */
  readonly endpoint: string;
  readonly version: string;
  readonly apiVersion: string;
  /** Name or address of the machine it runs on, when its address says that this is another one. */
  readonly remoteHost?: string;
  /** OCI platform of its containers. */
  readonly platform: { readonly os: string; readonly architecture: string; readonly variant?: string };
}

/** All objects that carry this project's labels, hold a name that it needs, publish a port or are on its network. All images, since any may be a base. */
export interface Observed {
  readonly engine: EngineInfo;
  readonly containers: readonly ObservedContainer[];
  readonly images: readonly ObservedImage[];
  readonly networks: readonly ObservedNetwork[];
  readonly volumes: readonly ObservedVolume[];
}

/** As the engine names them. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

/** A container of the engine. */
export interface ObservedContainer {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly state: ContainerState;
  /** Known for containers that are not running. */
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  readonly imageId: string;
  readonly labels: Labels;
  /** Names of the networks it is attached to. */
  readonly networks: readonly string[];
  /**
   * Their ids, where the engine gives them: before Engine 25 several networks may have one name.
   * Left out by Podman, whose names are unique.
   */
  readonly networkIds?: readonly string[];
  readonly ports: readonly PublishedPort[];
  /** For containers of functions, and for containers of others on our network. */
  readonly details?: ContainerDetails;
}

/** What only an inspection of one container tells. */
export interface ContainerDetails {
  /** Its names on the network besides that of the container, by the network's name. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** Undefined where it has no limit, or its engine does not keep one. */
  readonly memoryBytes?: number;
  readonly pids?: number;
  readonly cpuShares?: number;
  /** Whether the engine starts it again when its process ends. */
  readonly restartsItself: boolean;
  /** How often the engine has started it again since it was started by a call. */
  readonly restarts: number;
  /** When its present process began, in milliseconds since 1970. */
  readonly startedAt: number;
}

/** A port of the host that leads into a container. */
export interface PublishedPort {
  readonly ip: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** An image of the engine's store. */
export interface ObservedImage {
  /** `sha256:…` */
  readonly id: string;
  /** `name:tag`, as the engine prints them. */
  readonly tags: readonly string[];
  /** `name@sha256:…`: under which digests registries know it. None for an image that was made here. */
  readonly digests?: readonly string[];
  /** What it takes on disk, layers that it shares with others included. */
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

/** Names whose holders must be listed even when they are not ours. */
export interface ObserveScope {
  readonly containerNames: readonly string[];
  readonly networkName: string;
  readonly volumeNames: readonly string[];
  /** Id of the project whose containers are inspected as well; undefined inspects those of all projects. */
  readonly project?: string | undefined;
}
