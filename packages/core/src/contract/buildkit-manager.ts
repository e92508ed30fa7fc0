/**
 * BuildKitManager: stage 8, solve. It turns a bound build into an image in the engine's store.
 * Where the solving happens (the engine's own BuildKit, or a daemon in a container) is the implementation's business.
 */
import type { ImageConfig } from './image.js';
import type { Labels } from './labels.js';
import type { SourceEntry } from './runtime.js';

/** A recipe bound to project, platform, certificates, proxies and secrets (stage 7). Nothing in it is left to choose. */
export interface BuildRequest {
  readonly function: string;
  readonly input:
    | { readonly kind: 'llb'; readonly definition: Uint8Array; readonly config: ImageConfig }
    | DockerfileInput;
  /** Names the image gets, `name:tag`. */
  readonly tags: readonly string[];
  /** Added to the image's config. */
  readonly labels: Labels;
  readonly source: { readonly root: string; readonly entries: readonly SourceEntry[] };
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  /** Keeps the daemon's copy of this function's source apart from every other one. */
  readonly sharedKey: string;
  readonly timeoutMs: number;
}

/** A Dockerfile for BuildKit's own frontend. */
export interface DockerfileInput {
  readonly kind: 'dockerfile';
  readonly filename: string;
  readonly attrs: Readonly<Record<string, string>>;
  /** What is added to the graph that the frontend makes, and cannot be said in attributes without a trace. */
  readonly rewrite?: DockerfileRewrite;
}

/** Certificates and proxies for the steps of a user's Dockerfile. */
export interface DockerfileRewrite {
  /** To be applied to the frontend's graph, a serialised `pb.Definition`, before it is solved. */
  readonly graph: (definition: Uint8Array) => Uint8Array;
  /** The frontend's attributes instead, where a builder does not tell the graph. */
  readonly attrsWithoutGraph: Readonly<Record<string, string>>;
}

/** An image in the engine's store, and how many steps it took and how many of those were cached. */
export interface BuiltImage {
  /** `sha256:…`, the id under which the engine knows the image. */
  readonly id: string;
  readonly steps: number;
  readonly cached: number;
}

/** A step of a build as it happens. `step` numbers from 1 in order of first start. */
export type StepEvent =
  | {
      readonly type: 'step';
      readonly step: number;
      readonly name: string;
      readonly status: StepStatus;
      readonly ms?: number;
    }
  | { readonly type: 'log'; readonly step: number; readonly name: string; readonly line: string };

/** What a build tells while it runs: its steps, and what the user should know about it. */
export type BuildEvent = StepEvent | { readonly type: 'warning'; readonly message: string };

/** How a step stands. */
export type StepStatus = 'started' | 'done' | 'cached' | 'failed' | 'canceled';

/** Builds images. */
export interface BuildKitManager {
  /**
   * Builds one image. Several may run at once.
   * @throws SmolfaasError build-step-failed, build-failed, build-timeout, base-image-missing, source-changed,
   *   source-unreadable, engine-no-buildkit, engine-unreachable, interrupted
   */
  build(request: BuildRequest, onEvent: (event: BuildEvent) => void, signal: AbortSignal): Promise<BuiltImage>;
}
