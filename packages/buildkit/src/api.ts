/**
 * The public vocabulary of the client: what a solve is asked for and what it gives.
 *
 * Place: types only; `connect` makes a client, `solve` takes a request. Field terms are BuildKit's: a solve runs a
 * graph (or lets a frontend make one), an exporter turns its result into something, here usually an image.
 */
import type { FileTree } from './filesync/tree.js';
import type { ProgressEvent, StepSummary } from './progress/events.js';

/** An OCI image configuration without `rootfs` and, usually, `history`: the exporter adds those from the layers. */
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

/** One solve: what to build, from what, and where the result goes. */
export interface SolveRequest {
  /** What to build. */
  readonly input: SolveInput;
  /**
   * Where the result goes. Docker Engine's own exporter is `moby` with `{ name: 'a:1,a:latest' }`; those that send files back to the client
   * (`local`, `tar`, `oci`, `docker`) are not served. Without an exporter the graph is only evaluated.
   */
  readonly exporter?: { readonly type: string; readonly attrs: Readonly<Record<string, string>> };
  /** Local sources by name; the Dockerfile frontend asks for `context` and `dockerfile`. */
  readonly locals: Readonly<Record<string, FileTree>>;
  /** Secret values by id; another id is answered with "not found". */
  readonly secrets?: Readonly<Record<string, Uint8Array>>;
  /**
   * Asked when a registry wants a login, by the host as the daemon names it (Docker Hub is `registry-1.docker.io`); undefined means anonymous.
   * A secret without a user name is an identity token. What it throws reaches the daemon as a failed call, without its message.
   */
  readonly login?: ((host: string) => Promise<RegistryLogin | undefined>) | undefined;
  /** Names the daemon's copy of the local sources: keep it stable per source directory and distinct between them. */
  readonly sharedKey: string;
  /** Called for each event as it comes. What it throws fails the solve, at its end, as `protocol`. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Ends the solve with `canceled`. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole solve; then it ends with `deadline`. */
  readonly deadlineMs?: number | undefined;
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

/** A connection to one daemon; all its calls share one channel, and several solves may run at once. */
export interface BuildKitClient {
  /** Where it builds; Docker Engine has one worker. Rejects with BuildKitError. */
  workers(signal?: AbortSignal): Promise<Worker[]>;
  /** Builds. Rejects with BuildKitError, any code but those of `connect`. */
  solve(request: SolveRequest): Promise<SolveResult>;
  /** Cancels what still runs and lets go of the connection. */
  close(): void;
}
