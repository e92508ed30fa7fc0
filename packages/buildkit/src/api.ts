/**
 * The public types of the client: what a solve receives and what it returns.
 *
 * Types only: `connect` makes a client, `solve` takes a request. Field terms are BuildKit's: a
 * solve runs a graph (or lets a frontend make one), and an exporter writes its result, here usually
 * as an image.
 */
import type { Readable } from 'node:stream';
import type { Platform, ResolveMode } from '@smolfaas/llb';
import type { FileTree } from './filesync/tree.js';
import type { ProgressEvent, StepSummary } from './progress/events.js';

/**
 * An OCI image configuration without `rootfs`, which the exporter adds. Keys not named here, such
 * as `history`, are kept. If the history has too few lines for the layers, the exporter adds lines
 * for the uppermost layers.
 */
export interface ImageConfig {
  /** `amd64`, `arm64`, … */
  readonly architecture: string;
  /** `linux`, … */
  readonly os: string;
  /** RFC 3339; a fixed value makes equal inputs give an equal image id. */
  readonly created?: string;
  /** Default settings of containers. */
  readonly config?: ContainerDefaults;
}

/** The default settings of a container made from the image. Keys not named here are kept. */
export interface ContainerDefaults {
  /** `uid`, `uid:gid` or names of the image's /etc/passwd and /etc/group. */
  readonly User?: string;
  /**
   * `NAME=value`. An LLB graph inherits nothing from its base image, so PATH must be written here,
   * too.
   */
  readonly Env?: readonly string[];
  /** The program and its first arguments. */
  readonly Entrypoint?: readonly string[];
  /** The further arguments; without an entry point, the program itself and its arguments. */
  readonly Cmd?: readonly string[];
  /** Absolute path. */
  readonly WorkingDir?: string;
  /** Such as `{ '8000/tcp': {} }`. */
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  /** Label values by label name. */
  readonly Labels?: Readonly<Record<string, string>>;
  /** Such as `SIGTERM`. */
  readonly StopSignal?: string;
}

/** A finished graph with the config of its image, or a frontend that makes both. */
export type SolveInput =
  | {
      readonly kind: 'llb';
      /** A serialised pb.Definition: the `bytes` that `marshal` of `@smolfaas/llb` returns. */
      readonly definition: Uint8Array;
      /** The whole config of the image: nothing is inherited from a base image. */
      readonly config: ImageConfig;
      /** Makes another config from that of an image. */
      readonly basedOn?: BasedOn;
    }
  | {
      readonly kind: 'frontend';
      readonly frontend: 'dockerfile.v0';
      /** The frontend's options, such as `filename`, `target`, `build-arg:NAME`. */
      readonly attrs: Readonly<Record<string, string>>;
      /** Rewrites the config that the frontend made: add labels, fix `created`. */
      readonly config?: (fromFrontend: ImageConfig) => ImageConfig;
      /**
       * Rewrites the graph that the frontend made, a serialised pb.Definition, before any step of
       * it runs. If the daemon does not return the graph, as for several platforms at once, the
       * solve fails with `no-graph`.
       */
      readonly graph?: (fromFrontend: Uint8Array) => Uint8Array;
    };

/**
 * An image from whose config the built image's config is made, such as the history of the layers
 * that they share.
 */
export interface BasedOn extends Pick<ImageConfigOptions, 'platform' | 'resolveMode'> {
  /**
   * A full reference, as for `imageConfig`. SmolFaaS queries the daemon while the graph is solved.
   */
  readonly ref: string;
  /**
   * Returns the config of the built image. Not called if the daemon returns no config for `ref`;
   * then `SolveInput.config` is used.
   */
  readonly config: (image: ImageConfig) => ImageConfig;
}

/** One solve: what to build, from which inputs, and where the result is exported. */
export interface SolveRequest {
  /** What to build. */
  readonly input: SolveInput;
  /** Where the result is exported. Without an exporter the graph is only evaluated. */
  readonly exporter?: Exporter;
  /** Local sources by name; the Dockerfile frontend requests `context` and `dockerfile`. */
  readonly locals: Readonly<Record<string, FileTree>>;
  /** Secret values by id; for any other id the daemon receives "not found". */
  readonly secrets?: Readonly<Record<string, Uint8Array>>;
  /**
   * Called when a registry requires a login, with the host as the daemon names it (Docker Hub is
   * `registry-1.docker.io`). Returns undefined for anonymous access. A secret without a user name
   * is an identity token. If it throws, the daemon sees a failed call without the message.
   */
  readonly login?: ((host: string) => Promise<RegistryLogin | undefined>) | undefined;
  /** OCI layouts by name, for `oci-layout://` sources that name them as their store. */
  readonly contentStores?: Readonly<Record<string, ContentStore>>;
  /** SSH agents by id, for steps and git sources that use one; the usual id is `default`. */
  readonly ssh?: Readonly<Record<string, SshAgent>>;
  /**
   * Names the daemon's copy of the local sources: keep it stable per source directory and distinct
   * between directories.
   */
  readonly sharedKey: string;
  /**
   * Called for each event as it arrives. If it throws, the solve fails with `protocol` when it
   * ends.
   */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Ends the solve with `canceled`. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of the whole solve in milliseconds; then it ends with `deadline`. */
  readonly deadlineMs?: number | undefined;
}

/** How a solve's result is exported. */
export interface Exporter {
  /**
   * Docker Engine's own exporter is `moby`, with `{ name: 'a:1,a:latest' }`. A stand-alone daemon
   * has `image` (kept in the daemon), and those that need `receive`: `docker`, `oci`, `tar`. The
   * exporter `local` is not supported.
   */
  readonly type: string;
  /** The exporter's options. */
  readonly attrs: Readonly<Record<string, string>>;
  /** Receives the tar that `docker`, `oci` or `tar` makes. */
  readonly receive?: ExportConsumer;
}

/**
 * Reads the export at its own speed: the daemon waits for a slow reader. The solve ends after the
 * promise has settled; a rejection fails it with `export-failed`. When the solve ends early, the
 * stream fails.
 */
export type ExportConsumer = (tar: Readable) => Promise<void>;

/** Blobs by digest, such as those of an OCI layout: manifests, configs, layers. */
export interface ContentStore {
  /** The size in bytes of a blob `sha256:…`; undefined if the store does not have it. */
  info(digest: string): Promise<{ readonly size: number } | undefined>;
  /**
   * `size` bytes of a blob starting at `offset`, in chunks of any length. The daemon reads a layer
   * in pieces of one megabyte, mostly in order.
   */
  read(digest: string, offset: number, size: number): AsyncIterable<Uint8Array>;
}

/** An SSH agent of this host. Steps can only list its keys and request signatures. */
export interface SshAgent {
  /** Path of its socket, as in SSH_AUTH_SOCK. */
  readonly socketPath: string;
}

/** The login that a registry requires for a pull. */
export interface RegistryLogin {
  /** Empty for an identity token. */
  readonly username: string;
  /** Password or token. */
  readonly secret: string;
}

/** The result of a solve. */
export interface SolveResult {
  /** The exporter's answer under its own keys, such as `containerimage.digest`. */
  readonly exporterResponse: Readonly<Record<string, string>>;
  /** The id of the exported image, `sha256:…`; absent if no image was exported. */
  readonly imageId?: string;
  /** Every step that ran or was cached, in the order they began. */
  readonly steps: readonly StepSummary[];
}

/** A BuildKit worker: it runs builds. */
export interface Worker {
  /** Stable for as long as the daemon keeps its data. */
  readonly id: string;
  /** Labels that the daemon sets. */
  readonly labels: Readonly<Record<string, string>>;
  /** The platforms it can build for; its own platform is first. */
  readonly platforms: readonly { readonly os: string; readonly architecture: string; readonly variant?: string }[];
  /** BuildKit's version, from 0.11 on. */
  readonly version?: string;
}

/** One entry of the daemon's cache. */
export interface DiskUsageRecord {
  /** Its id in the daemon. */
  readonly id: string;
  /**
   * `regular`, `source.local`, `source.git.checkout`, `exec.cachemount`, `frontend`, `internal`.
   */
  readonly type: string;
  /** Where it came from, such as a step or a source. */
  readonly description: string;
  /** Bytes on disk. */
  readonly size: number;
  /** A build or an image uses it now. */
  readonly inUse: boolean;
  /** It may still be written to, as cache mounts are. */
  readonly mutable: boolean;
  /** Its bytes also belong to an image or another entry. */
  readonly shared: boolean;
  /** How many builds used it. */
  readonly usageCount: number;
  /** Ids of its parent entries. */
  readonly parents: readonly string[];
  /** When it was made. */
  readonly createdAt?: Date;
  /** When it was last used. */
  readonly lastUsedAt?: Date;
}

/**
 * Which entries of the daemon's cache are removed. Without options: everything unused, including
 * entries of other tools.
 */
export interface PruneOptions {
  /**
   * BuildKit's filters, such as `type==exec.cachemount`. Conditions within one string are joined by
   * commas; several strings are alternatives.
   */
  readonly filter?: readonly string[];
  /** Also remove what belongs to the daemon itself, such as frontends. */
  readonly all?: boolean;
  /** Keep entries used within this many milliseconds. */
  readonly keepDurationMs?: number;
  /** Keep this many bytes of the most recently used entries. */
  readonly keepBytes?: number;
  /** Remove entries until at most this many bytes are used (BuildKit >= 0.17). */
  readonly maxUsedBytes?: number;
  /** Remove entries until the disk has this many bytes free (BuildKit >= 0.17). */
  readonly minFreeBytes?: number;
  /** Ends the call with `canceled`. */
  readonly signal?: AbortSignal;
}

/** How an image's config is looked up. */
export interface ImageConfigOptions {
  /** The daemon's own by default. */
  readonly platform?: Platform;
  /** `local` prefers the daemon's own images, `pull` queries the registry. */
  readonly resolveMode?: ResolveMode;
  /** As in a solve. */
  readonly login?: SolveRequest['login'];
  /** Ends the call with `canceled`. */
  readonly signal?: AbortSignal;
  /** Deadline in milliseconds; then the call ends with `deadline`. */
  readonly deadlineMs?: number;
}

/** An image as a registry, or the engine, describes it. */
export interface ResolvedImage {
  /** Digest of its manifest or index; absent for an image that only the engine has. */
  readonly digest?: string;
  /** Its whole config, including `rootfs` and `history`. */
  readonly config: ImageConfig;
}

/** What the daemon reports about itself; every field is absent before BuildKit 0.10. */
export interface DaemonInfo {
  /** Such as `v0.25.2`; Docker Engine adds its own suffix. */
  readonly version?: string;
  /** Go package path of the build. */
  readonly package?: string;
  /** Commit of the build. */
  readonly revision?: string;
}

/**
 * A connection to one daemon; all its calls share one channel, and several solves may run at once.
 */
export interface BuildKitClient {
  /** The daemon's workers; Docker Engine has one. Rejects with BuildKitError. */
  workers(signal?: AbortSignal): Promise<Worker[]>;
  /** The daemon's BuildKit version. Rejects with BuildKitError. */
  info(signal?: AbortSignal): Promise<DaemonInfo>;
  /** Builds. Rejects with BuildKitError, with any code except those of `connect`. */
  solve(request: SolveRequest): Promise<SolveResult>;
  /**
   * Digest and config of an image, resolved by the daemon. `ref` is a full reference, as
   * `normaliseReference` of `@smolfaas/llb` writes it. Rejects with BuildKitError, above all
   * `image-not-found`.
   */
  imageConfig(ref: string, options?: ImageConfigOptions): Promise<ResolvedImage>;
  /**
   * The records of the daemon's cache, or those that match one of the filters. Rejects with
   * BuildKitError.
   */
  diskUsage(filter?: readonly string[], signal?: AbortSignal): Promise<DiskUsageRecord[]>;
  /**
   * Removes entries of the daemon's cache and reports each to `onRecord`. Rejects with
   * BuildKitError, or with what `onRecord` throws.
   */
  prune(options?: PruneOptions, onRecord?: (record: DiskUsageRecord) => void): Promise<void>;
  /**
   * The daemon's own blobs, for reading. What a solve with the exporter `image` made is there,
   * under the digests that it returned. Stand-alone daemons from BuildKit 0.11 on; others reject
   * with `protocol`. A blob can vanish with the daemon's cache at any time.
   */
  content(signal?: AbortSignal): ContentStore;
  /** Cancels running calls and closes the connection. */
  close(): void;
}
