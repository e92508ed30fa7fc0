/**
 * BuildKitManager: makes a builder ready and returns it; stage 9, make, uses the builder.
 * The builder turns a bound build into an image in the engine's store, wherever the solve runs: in
 * the engine's own BuildKit, in a daemon in a container, or behind an address. Only a run that has
 * something to build requests a builder.
 */
import type { ImageConfig } from './image.js';
import type { Labels } from './labels.js';
import type { ObservedContainer } from './observed.js';
import type { ProxySettings } from './proxy-settings.js';
import type { Registries } from './registries.js';
import type { SourceEntry } from './runtime.js';

/**
 * A recipe bound to project, platform, certificates, proxies and secrets (stage 9). It leaves no
 * choice open.
 */
export interface BuildRequest {
  readonly function: string;
  readonly input:
    | { readonly kind: 'llb'; readonly definition: Uint8Array; readonly config: ImageConfig }
    | DockerfileInput;
  /** Names to give the image, `name:tag`. */
  readonly tags: readonly string[];
  /** Added to the image's config. */
  readonly labels: Labels;
  /** The function's own tree, for every local source that is not among `locals`. */
  readonly source: LocalSource;
  /** Further local sources by name: what the function shares. */
  readonly locals?: Readonly<Record<string, LocalSource>>;
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  /**
   * SSH agents by the id that steps mount. The value is the path of the agent's socket on this
   * host.
   */
  readonly ssh?: Readonly<Record<string, { readonly socketPath: string }>>;
  /** Keeps the daemon's copy of this function's source separate from every other function's. */
  readonly sharedKey: string;
  readonly timeoutMs: number;
}

/** Files to send; their paths are relative to `root`, which is absolute. */
export interface LocalSource {
  readonly root: string;
  readonly entries: readonly SourceEntry[];
}

/** A Dockerfile for BuildKit's own frontend. */
export interface DockerfileInput {
  readonly kind: 'dockerfile';
  readonly filename: string;
  readonly attrs: Readonly<Record<string, string>>;
  /** Full references of its base images, as far as they are known. */
  readonly images?: readonly string[];
  /**
   * Changes to the graph that the frontend produces. Attributes cannot express them without leaving
   * a trace.
   */
  readonly rewrite?: DockerfileRewrite;
}

/** Certificates and proxies for the steps of a user's Dockerfile. */
export interface DockerfileRewrite {
  /** Transforms the frontend's graph, a serialised `pb.Definition`, before it is solved. */
  readonly graph: (definition: Uint8Array) => Uint8Array;
  /** Attributes for the frontend to use instead, when a builder does not return the graph. */
  readonly attrsWithoutGraph: Readonly<Record<string, string>>;
}

/** An image in the engine's store, with its number of steps and how many of those were cached. */
export interface BuiltImage {
  /** `sha256:…`, the id under which the engine knows the image. */
  readonly id: string;
  readonly steps: number;
  readonly cached: number;
}

/** A step of a build as it runs. `step` counts from 1, in order of first start. */
export type StepEvent =
  | {
      readonly type: 'step';
      readonly step: number;
      readonly name: string;
      readonly status: StepStatus;
      readonly ms?: number;
    }
  | { readonly type: 'log'; readonly step: number; readonly name: string; readonly line: string };

/** What a build reports while it runs: its steps, and warnings for the user. */
export type BuildEvent = StepEvent | { readonly type: 'warning'; readonly message: string };

/** Status of a step. */
export type StepStatus = 'started' | 'done' | 'cached' | 'failed' | 'canceled';

/**
 * Where builds run, as the user chooses. `auto` is the engine if it has BuildKit, otherwise a
 * container.
 */
export type BuilderChoice =
  | { readonly kind: 'auto' | 'engine' | 'container' }
  | {
      readonly kind: 'address';
      /** `unix:///run/buildkit/buildkitd.sock` or `tcp://host:port`. */
      readonly address: string;
      /**
       * For `tcp`. PEM: certificates to trust, the client certificate of SmolFaaS, and its key.
       */
      readonly tls?: { readonly ca?: Uint8Array; readonly cert?: Uint8Array; readonly key?: Uint8Array };
    };

/** What SmolFaaS creates a builder container from. */
export interface BuilderContainerSpec {
  readonly name: string;
  /** Keeps the daemon's state. */
  readonly volume: string;
  /** Image reference. */
  readonly image: string;
  /** Image of a daemon that runs without root; undefined when only `image` may be used. */
  readonly rootlessImage: string | undefined;
  /**
   * SmolFaaS queries no registry for either image; an image that is not present counts as refused.
   * Not part of the hash.
   */
  readonly offline?: boolean;
  readonly labels: Labels;
  /**
   * Not part of the spec's hash, because the implementation adds what it knows of the engine. A
   * builder with another reach is replaced nevertheless.
   */
  readonly reach: BuilderReach;
}

/** Where a builder fetches images, and which certificates it trusts. */
export interface BuilderReach {
  readonly registries: Registries;
  /** PEM certificates of this host, for everything that the daemon fetches. */
  readonly trust: Uint8Array;
  /** Proxies for what the daemon itself fetches. Steps receive theirs with each build. */
  readonly proxy?: ProxySettings;
}

/** A builder choice, with everything needed to carry it out. */
export type BuilderSpec =
  | { readonly kind: 'engine' }
  | { readonly kind: 'auto' | 'container'; readonly container: BuilderContainerSpec }
  | Extract<BuilderChoice, { kind: 'address' }>;

/** What a builder container is allowed to do on its host, least privileged first. */
export type BuilderPrivileges = 'rootless' | 'capabilities' | 'privileged';

/** Progress while a builder container is made ready. */
export type BuilderEvent =
  | { readonly phase: 'starting'; readonly name: string }
  /** A way to run it that this host does not allow. SmolFaaS then tries the next one. */
  | { readonly phase: 'refused'; readonly name: string; readonly privileges: BuilderPrivileges; readonly why: string }
  | { readonly phase: 'started'; readonly name: string; readonly privileges: BuilderPrivileges };

/**
 * Which builder it is: the engine's own, a container created by SmolFaaS, or the user's own daemon.
 */
export type ChosenBuilder =
  | { readonly kind: 'engine' }
  | {
      readonly kind: 'container';
      readonly name: string;
      /** What it is allowed to do on its host; unknown while there is no container. */
      readonly privileges?: BuilderPrivileges;
    }
  | { readonly kind: 'address'; readonly address: string };

/** A builder that is ready. */
export type Builder = ChosenBuilder & Builds;

/** What a builder does. */
export interface Builds {
  /**
   * Builds one image. Several builds may run at once.
   * @throws SmolfaasError build-step-failed, build-failed, build-timeout, base-image-missing,
   *   source-changed, source-unreadable, builder-stopped, builder-unreachable, disk-full,
   *   engine-unreachable, engine-died, interrupted
   */
  build(request: BuildRequest, onEvent: (event: BuildEvent) => void, signal: AbortSignal): Promise<BuiltImage>;
}

/**
 * Step results and package caches in a builder container that SmolFaaS created. SmolFaaS leaves the
 * caches of other builders alone, so that it does not slow down other users' builds.
 * @throws builder-unreachable, the signal's reason
 */
export interface BuilderCache {
  /** Size in bytes. */
  usage(signal: AbortSignal): Promise<number>;
  /**
   * Removes what the request selects and no running build needs. Returns the number of bytes freed.
   */
  prune(request: CachePrune, signal: AbortSignal): Promise<number>;
}

/**
 * What to remove from a cache: entries unused for this long, the least recently used beyond this
 * size, or everything.
 */
export type CachePrune = { readonly unusedForMs: number } | { readonly maxBytes: number } | { readonly all: true };

/** Makes builders ready. */
export interface BuildKitManager {
  /**
   * Ensures that a builder of this spec exists. Leaves a running container with the same spec hash
   * alone, and starts one that has stopped. Replaces one that differs and keeps its volume.
   * @param observed the builder container that was observed, of any spec
   * @throws SmolfaasError engine-no-buildkit, builder-unreachable, builder-failed,
   *   builder-image-missing, foreign-object, engine-*
   */
  ensure(
    spec: BuilderSpec,
    observed: ObservedContainer | undefined,
    onEvent: (event: BuilderEvent) => void,
    signal: AbortSignal,
  ): Promise<Builder>;
  /**
   * Which builder `ensure` would make ready. Starts nothing, and does not contact an address.
   * @throws SmolfaasError engine-*
   */
  choose(spec: BuilderSpec, signal: AbortSignal): Promise<ChosenBuilder>;
  /**
   * The cache of a running builder container, whatever it was created from. Starts and replaces
   * nothing.
   * @throws SmolfaasError builder-failed, engine-*
   */
  cacheOf(container: ObservedContainer, signal: AbortSignal): Promise<BuilderCache>;
  /** The hash of what the container would be created from. Pure. */
  specHash(spec: BuilderContainerSpec): string;
}
