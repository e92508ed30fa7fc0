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
  architecture: string;
  os: string;
  /** RFC 3339; a fixed value makes equal inputs give an equal image id. */
  created?: string;
  config?: {
    Env?: string[];
    Entrypoint?: string[];
    Cmd?: string[];
    WorkingDir?: string;
    User?: string;
    ExposedPorts?: Record<string, Record<never, never>>;
    Labels?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** A finished graph with the config of its image, or a frontend that makes both. */
export type SolveInput =
  | { kind: 'llb' /** A marshalled pb.Definition. */; definition: Uint8Array; config: ImageConfig }
  | {
      kind: 'frontend';
      frontend: 'dockerfile.v0';
      /** The frontend's options, such as `filename`, `target`, `build-arg:NAME`. */
      attrs: Record<string, string>;
      /** Rewrites the config that the frontend made: add labels, fix `created`. */
      config?: (fromFrontend: ImageConfig) => ImageConfig;
    };

export interface SolveRequest {
  input: SolveInput;
  /** Docker Engine's own is `moby` with `{ name: 'a:1,a:latest' }`. Without an exporter the graph is only evaluated. */
  exporter?: { type: string; attrs: Record<string, string> };
  /** Local sources by name; the Dockerfile frontend asks for `context` and `dockerfile`. */
  locals: Record<string, FileTree>;
  /** Secret values by id; another id is answered with "not found". */
  secrets?: Record<string, Uint8Array>;
  /** Names the daemon's copy of the local sources: keep it stable per source directory and distinct between them. */
  sharedKey: string;
  onProgress?: (event: ProgressEvent) => void;
  signal?: AbortSignal;
  /** Milliseconds for the whole solve. */
  deadlineMs?: number;
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
