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
  readonly architecture: string;
  readonly os: string;
  /** RFC 3339; a fixed value makes equal inputs give an equal image id. */
  readonly created?: string;
  readonly config?: ContainerDefaults;
}

/** What a container made from the image gets unless it says otherwise. Keys not named here are kept as they are. */
export interface ContainerDefaults {
  readonly User?: string;
  readonly Env?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly WorkingDir?: string;
  /** Such as `{ '8000/tcp': {} }`. */
  readonly ExposedPorts?: Readonly<Record<string, Record<string, never>>>;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly StopSignal?: string;
}

/** A finished graph with the config of its image, or a frontend that makes both. */
export type SolveInput =
  | { kind: 'llb' /** A marshalled pb.Definition. */; definition: Uint8Array; config: ImageConfig }
  | {
      readonly kind: 'frontend';
      readonly frontend: 'dockerfile.v0';
      /** The frontend's options, such as `filename`, `target`, `build-arg:NAME`. */
      readonly attrs: Record<string, string>;
      /** Rewrites the config that the frontend made: add labels, fix `created`. */
      readonly config?: (fromFrontend: ImageConfig) => ImageConfig;
    };

export interface SolveRequest {
  readonly input: SolveInput;
  /** Docker Engine's own is `moby` with `{ name: 'a:1,a:latest' }`. Without an exporter the graph is only evaluated. */
  readonly exporter?: { readonly type: string; readonly attrs: Record<string, string> };
  /** Local sources by name; the Dockerfile frontend asks for `context` and `dockerfile`. */
  readonly locals: Readonly<Record<string, FileTree>>;
  /** Secret values by id; another id is answered with "not found". */
  readonly secrets?: Readonly<Record<string, Uint8Array>>;
  /** Names the daemon's copy of the local sources: keep it stable per source directory and distinct between them. */
  readonly sharedKey: string;
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the whole solve. */
  readonly deadlineMs?: number | undefined;
}

export interface SolveResult {
  exporterResponse: Record<string, string>;
  /** The id of the exported image, `sha256:…`; absent without an image. */
  imageId?: string;
  /** Every step that ran or was taken from the cache, in the order they began. */
  steps: StepSummary[];
}

/** A place where builds run. */
export interface Worker {
  id: string;
  labels: Record<string, string>;
  platforms: { os: string; architecture: string; variant?: string }[];
  /** BuildKit's version, from 0.11 on. */
  version?: string;
}

/** A connection to one daemon; all its calls share one channel, and several solves may run at once. */
export interface BuildKitClient {
  workers(signal?: AbortSignal): Promise<Worker[]>;
  /** Rejects with BuildKitError. */
  solve(request: SolveRequest): Promise<SolveResult>;
  /** Cancels what still runs and lets go of the connection. */
  close(): void;
}
