/**
 * The public vocabulary of the client: what a solve is asked for and what it gives.
 *
 * Place: types only; `connect` makes a client, `solve` takes a request. Field terms are BuildKit's: a solve runs a
 * graph (or lets a frontend make one), an exporter turns its result into something, here usually an image.
 */
import type { Readable } from 'node:stream';
import type { Platform, ResolveMode } from '@smolfaas/llb';
import type { FileTree } from './filesync/tree.js';
import type { ProgressEvent, StepSummary } from './progress/events.js';

/**
 * An OCI image configuration without `rootfs`, which the exporter adds. Keys not named here, such as `history`, are kept as they are; where the
 * history has too few lines for the layers, the exporter adds lines for the uppermost.
 */
export interface ImageConfig {
  /** `amd64`, `arm64`, … */
  readonly architecture: string;
  /** `linux`, … */
  readonly os: string;
  /** RFC 3339; a fixed value makes equal inputs give an equal image id. */
  readonly created?: string;
  /** Defaults for containers. */
  readonly config?: ContainerDefaults;
}

/** What a container made from the image gets unless it says otherwise. Keys not named here are kept as they are. */
export interface ContainerDefaults {
  /** `uid`, `uid:gid` or names of the image's /etc/passwd and /etc/group. */
  readonly User?: string;
  /** `NAME=value`. An LLB graph passes nothing on from its base image: PATH, too, must be written here. */
  readonly Env?: readonly string[];
  /** The program and its first arguments. */
  readonly Entrypoint?: readonly string[];
  /** The further arguments; without an entry point the program itself. */
  readonly Cmd?: readonly string[];
  /** Absolute path. */
  readonly WorkingDir?: string;
  /** Such as `{ '8000/tcp': {} }`. */
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  /** Any text by name. */
  readonly Labels?: Readonly<Record<string, string>>;
  /** Such as `SIGTERM`. */
  readonly StopSignal?: string;
}

/** A finished graph with the config of its image, or a frontend that makes both. */
export type SolveInput =
  | {
      readonly kind: 'llb';
      /** A serialised pb.Definition, the `bytes` of what `marshal` of `@smolfaas/llb` gives. */
      readonly definition: Uint8Array;
      /** The whole config of the image: nothing is taken over from a base image. */
      readonly config: ImageConfig;
      /** Makes another config, from that of an image. */
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
       * Rewrites the graph that the frontend made, a serialised pb.Definition, before any step of it runs. Where the daemon
       * does not tell the graph, as for several platforms at once, the solve fails with `no-graph`.
       */
      readonly graph?: (fromFrontend: Uint8Array) => Uint8Array;
    };

/** An image whose config says something about the one that is built, such as the history of the layers that they share. */
export interface BasedOn extends Pick<ImageConfigOptions, 'platform' | 'resolveMode'> {
  /** A full reference, as for `imageConfig`. The daemon is asked while it solves the graph. */
  readonly ref: string;
  /** The config of what is built. It is not asked where the daemon does not tell: `SolveInput.config` counts then. */
  readonly config: (image: ImageConfig) => ImageConfig;
}

/** One solve: what to build, from what, and where the result goes. */
export interface SolveRequest {
  /** What to build. */
  readonly input: SolveInput;
  /** Where the result goes. Without an exporter the graph is only evaluated. */
  readonly exporter?: Exporter;
  /** Local sources by name; the Dockerfile frontend asks for `context` and `dockerfile`. */
  readonly locals: Readonly<Record<string, FileTree>>;
  /** Secret values by id; another id is answered with "not found". */
  readonly secrets?: Readonly<Record<string, Uint8Array>>;
  /**
   * Asked when a registry wants a login, by the host as the daemon names it (Docker Hub is `registry-1.docker.io`); undefined means anonymous.
   * A secret without a user name is an identity token. What it throws reaches the daemon as a failed call, without its message.
   */
  readonly login?: ((host: string) => Promise<RegistryLogin | undefined>) | undefined;
  /** OCI layouts by name, for sources `oci-layout://` that name them as their store. */
  readonly contentStores?: Readonly<Record<string, ContentStore>>;
  /** SSH agents by id, for steps and git sources that ask for one; the usual id is `default`. */
  readonly ssh?: Readonly<Record<string, SshAgent>>;
  /** Names the daemon's copy of the local sources: keep it stable per source directory and distinct between them. */
  readonly sharedKey: string;
  /** Called for each event as it comes. What it throws fails the solve, at its end, as `protocol`. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Ends the solve with `canceled`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole solve; then it ends with `deadline`. */
  readonly deadlineMs?: number | undefined;
}

/** What becomes of a solve's result. */
export interface Exporter {
  /**
   * Docker Engine's own is `moby`, with `{ name: 'a:1,a:latest' }`; a stand-alone daemon has `image` (kept there) and those that need
   * `receive`: `docker`, `oci`, `tar`. The exporter `local` is not served.
   */
  readonly type: string;
  /** The exporter's options. */
  readonly attrs: Readonly<Record<string, string>>;
  /** Takes the tar that `docker`, `oci` or `tar` make. */
  readonly receive?: ExportConsumer;
}

/**
 * Takes what is exported, as fast as it likes: the daemon waits for a slow reader. The solve ends after the promise has settled; a
 * rejection fails it with `export-failed`. When the solve ends early, the stream fails.
 */
export type ExportConsumer = (tar: Readable) => Promise<void>;

/** Blobs by digest, such as those of an OCI layout: manifests, configs, layers. */
export interface ContentStore {
  /** The size in bytes of a blob `sha256:…`; undefined for one that is not here. */
  info(digest: string): Promise<{ readonly size: number } | undefined>;
  /** `size` bytes of a blob from `offset` on, in chunks of any length. The daemon reads a layer in pieces of a megabyte, mostly in order. */
  read(digest: string, offset: number, size: number): AsyncIterable<Uint8Array>;
}

/** An SSH agent of this host. Only its list of keys and its signatures can be had through it. */
export interface SshAgent {
  /** Its socket, as SSH_AUTH_SOCK names it. */
  readonly socketPath: string;
}

/** What a registry wants to know of whoever pulls. */
export interface RegistryLogin {
  /** Empty for an identity token. */
  readonly username: string;
  /** Password or token. */
  readonly secret: string;
}

/** What a solve leaves. */
export interface SolveResult {
  /** What the exporter says, by its own keys, such as `containerimage.digest`. */
  readonly exporterResponse: Readonly<Record<string, string>>;
  /** The id of the exported image, `sha256:…`; absent without an image. */
  readonly imageId?: string;
  /** Every step that ran or was taken from the cache, in the order they began. */
  readonly steps: readonly StepSummary[];
}

/** A place where builds run. */
export interface Worker {
  /** Stable for as long as the daemon keeps its data. */
  readonly id: string;
  /** What the daemon says about it. */
  readonly labels: Readonly<Record<string, string>>;
  /** What it can build for; its own platform comes first. */
  readonly platforms: readonly { readonly os: string; readonly architecture: string; readonly variant?: string }[];
  /** BuildKit's version, from 0.11 on. */
  readonly version?: string;
}

/** One entry of the daemon's cache. */
export interface DiskUsageRecord {
  /** Names it in the daemon. */
  readonly id: string;
  /** `regular`, `source.local`, `source.git.checkout`, `exec.cachemount`, `frontend`, `internal`. */
  readonly type: string;
  /** What it came from, such as a step or a source. */
  readonly description: string;
  /** Bytes on disk. */
  readonly size: number;
  /** A build or an image needs it now. */
  readonly inUse: boolean;
  /** It may still be written to, as cache mounts are. */
  readonly mutable: boolean;
  /** Its bytes belong to an image or another entry as well. */
  readonly shared: boolean;
  /** How often builds took it. */
  readonly usageCount: number;
  /** Ids of the entries it builds on. */
  readonly parents: readonly string[];
  /** When it was made. */
  readonly createdAt?: Date;
  /** When it was last of use. */
  readonly lastUsedAt?: Date;
}

/** What of the daemon's cache is removed; without options all that nothing uses, other tools' entries included. */
export interface PruneOptions {
  /** BuildKit's filters, such as `type==exec.cachemount`; one string's conditions are joined by commas, strings are alternatives. */
  readonly filter?: readonly string[];
  /** Also what belongs to the daemon itself, such as frontends. */
  readonly all?: boolean;
  /** Keep what was used in this time. */
  readonly keepDurationMs?: number;
  /** Keep this many bytes of what was used last. */
  readonly keepBytes?: number;
  /** Remove until no more than this is used (BuildKit >= 0.17). */
  readonly maxUsedBytes?: number;
  /** Remove until the disk has this much free (BuildKit >= 0.17). */
  readonly minFreeBytes?: number;
  /** Ends it with `canceled`. */
  readonly signal?: AbortSignal;
}

/** How an image's config is looked up. */
export interface ImageConfigOptions {
  /** The daemon's own by default. */
  readonly platform?: Platform;
  /** `local` prefers what the daemon has, `pull` asks the registry. */
  readonly resolveMode?: ResolveMode;
  /** As in a solve. */
  readonly login?: SolveRequest['login'];
  /** Ends it with `canceled`. */
  readonly signal?: AbortSignal;
  /** Milliseconds; then it ends with `deadline`. */
  readonly deadlineMs?: number;
}

/** An image as a registry, or the engine, describes it. */
export interface ResolvedImage {
  /** Of its manifest or index; absent where only the engine has it. */
  readonly digest?: string;
  /** Its whole config, `rootfs` and `history` included. */
  readonly config: ImageConfig;
}

/** What the daemon says about itself; all absent before BuildKit 0.10. */
export interface DaemonInfo {
  /** Such as `v0.25.2`; with a mark of its own inside of Docker Engine. */
  readonly version?: string;
  /** Go's name of what was built. */
  readonly package?: string;
  /** The commit it was built from. */
  readonly revision?: string;
}

/** A connection to one daemon; all its calls share one channel, and several solves may run at once. */
export interface BuildKitClient {
  /** Where it builds; Docker Engine has one worker. Rejects with BuildKitError. */
  workers(signal?: AbortSignal): Promise<Worker[]>;
  /** Which BuildKit it is. Rejects with BuildKitError. */
  info(signal?: AbortSignal): Promise<DaemonInfo>;
  /** Builds. Rejects with BuildKitError, any code but those of `connect`. */
  solve(request: SolveRequest): Promise<SolveResult>;
  /**
   * What the daemon knows, or finds out, about an image: its digest and its config. `ref` is a full reference, as `normaliseReference` of
   * `@smolfaas/llb` writes it. Rejects with BuildKitError, above all `image-not-found`.
   */
  imageConfig(ref: string, options?: ImageConfigOptions): Promise<ResolvedImage>;
  /** What the daemon's cache holds, or of it what one of the filters lets through. Rejects with BuildKitError. */
  diskUsage(filter?: readonly string[], signal?: AbortSignal): Promise<DiskUsageRecord[]>;
  /** Removes entries of the daemon's cache, and tells each. Rejects with BuildKitError, or what `onRecord` throws. */
  prune(options?: PruneOptions, onRecord?: (record: DiskUsageRecord) => void): Promise<void>;
  /**
   * The daemon's own blobs, for reading: what a solve with the exporter `image` made is there by the digests that it gave. Stand-alone daemons
   * from BuildKit 0.11 on; others reject with `protocol`. A blob can go with the daemon's cache at any time.
   */
  content(signal?: AbortSignal): ContentStore;
  /** Cancels what still runs and lets go of the connection. */
  close(): void;
}
