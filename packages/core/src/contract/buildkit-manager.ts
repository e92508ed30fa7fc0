/**
 * BuildKitManager: makes a builder ready, and hands it out; stage 9, make, is the builder's. It turns a bound build into an image in
 * the engine's store, wherever the solving happens: in the engine's own BuildKit, in a daemon in a container, or behind an address.
 * A builder is asked for only when something has to be built.
 */
import type { ImageConfig } from './image.js';
import type { Labels } from './labels.js';
import type { ObservedContainer } from './observed.js';
import type { ProxySettings } from './proxy-settings.js';
import type { Registries } from './registries.js';
import type { SourceEntry } from './runtime.js';

/** A recipe bound to project, platform, certificates, proxies and secrets (stage 9). Nothing in it is left to choose. */
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
  /** SSH agents by the id that steps mount: the path of the agent's socket on this host. */
  readonly ssh?: Readonly<Record<string, { readonly socketPath: string }>>;
  /** Keeps the daemon's copy of this function's source apart from every other one. */
  readonly sharedKey: string;
  readonly timeoutMs: number;
}

/** A Dockerfile for BuildKit's own frontend. */
export interface DockerfileInput {
  readonly kind: 'dockerfile';
  readonly filename: string;
  readonly attrs: Readonly<Record<string, string>>;
  /** Full references of the images that it is made from, as far as they are known. */
  readonly images?: readonly string[];
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

/** Where builds run, as a user chooses it. `auto` is the engine where it has BuildKit, and a container where it has none. */
export type BuilderChoice =
  | { readonly kind: 'auto' | 'engine' | 'container' }
  | {
      readonly kind: 'address';
      /** `unix:///run/buildkit/buildkitd.sock` or `tcp://host:port`. */
      readonly address: string;
      /** For `tcp`. PEM: certificates to trust, our own certificate and its key. */
      readonly tls?: { readonly ca?: Uint8Array; readonly cert?: Uint8Array; readonly key?: Uint8Array };
    };

/** What a builder container is made from. */
export interface BuilderContainerSpec {
  readonly name: string;
  /** Keeps the daemon's state. */
  readonly volume: string;
  /** Image reference. */
  readonly image: string;
  /** Image of a daemon that runs without root; undefined where only `image` is to be used. */
  readonly rootlessImage: string | undefined;
  /** No registry is asked for either image; one that is not here counts as refused. No part of the hash. */
  readonly offline?: boolean;
  readonly labels: Labels;
  /** No part of the spec's hash, since the implementation adds what it knows of the engine; a builder with another one is replaced all the same. */
  readonly reach: BuilderReach;
}

/** Where a builder fetches images, and whom it trusts. */
export interface BuilderReach {
  readonly registries: Registries;
  /** PEM certificates of this host, for everything that the daemon fetches. */
  readonly trust: Uint8Array;
  /** Proxies for what the daemon fetches itself; its steps get theirs with each build. */
  readonly proxy?: ProxySettings;
}

/** A choice together with all that it needs. */
export type BuilderSpec =
  | { readonly kind: 'engine' }
  | { readonly kind: 'auto' | 'container'; readonly container: BuilderContainerSpec }
  | Extract<BuilderChoice, { kind: 'address' }>;

/** How much a builder container may do on its host, the least first. */
export type BuilderPrivileges = 'rootless' | 'capabilities' | 'privileged';

/** What becomes of a builder container while it is made ready. */
export type BuilderEvent =
  | { readonly phase: 'starting'; readonly name: string }
  /** A way to run it that this host does not allow; the next one is tried. */
  | { readonly phase: 'refused'; readonly name: string; readonly privileges: BuilderPrivileges; readonly why: string }
  | { readonly phase: 'started'; readonly name: string; readonly privileges: BuilderPrivileges };

/** Which builder it is: the engine's own, a container of ours, or a daemon of the user's. */
export type ChosenBuilder =
  | { readonly kind: 'engine' }
  | {
      readonly kind: 'container';
      readonly name: string;
      /** How much it may do on its host; unknown as long as there is none. */
      readonly privileges?: BuilderPrivileges;
    }
  | { readonly kind: 'address'; readonly address: string };

/** A builder that is ready. */
export type Builder = ChosenBuilder & Builds;

/** What a builder does. */
export interface Builds {
  /**
   * Builds one image. Several may run at once.
   * @throws SmolfaasError build-step-failed, build-failed, build-timeout, base-image-missing, source-changed, source-unreadable,
   *   builder-stopped, builder-unreachable, disk-full, engine-unreachable, engine-died, interrupted
   */
  build(request: BuildRequest, onEvent: (event: BuildEvent) => void, signal: AbortSignal): Promise<BuiltImage>;
}

/** Results of steps and package caches that a builder of ours keeps; others' builds are not ours to make slower. @throws builder-unreachable, the signal's reason */
export interface BuilderCache {
  /** Bytes in it. */
  usage(signal: AbortSignal): Promise<number>;
  /** Removes what no running build needs, within the request; gives the bytes that this freed. */
  prune(request: CachePrune, signal: AbortSignal): Promise<number>;
}

/** What of a cache is to go: what has not been used for so long, or what was used longest ago beyond so many bytes, or all. */
export type CachePrune = { readonly unusedForMs: number } | { readonly maxBytes: number } | { readonly all: true };

/** Makes builders ready. */
export interface BuildKitManager {
  /**
   * Makes sure that there is a builder of this spec. A container that runs and carries the same spec hash is left alone; one that stopped is
   * started; one that differs is replaced, its volume kept.
   * @param observed the builder container that was seen, of any spec
   * @throws SmolfaasError engine-no-buildkit, builder-unreachable, builder-failed, builder-image-missing, foreign-object, engine-*
   */
  ensure(
    spec: BuilderSpec,
    observed: ObservedContainer | undefined,
    onEvent: (event: BuilderEvent) => void,
    signal: AbortSignal,
  ): Promise<Builder>;
  /**
   * Which builder `ensure` would make ready: nothing is started for it, and of an address nobody is asked.
   * @throws SmolfaasError engine-*
   */
  choose(spec: BuilderSpec, signal: AbortSignal): Promise<ChosenBuilder>;
  /**
   * The cache of a builder container that runs, whatever it was made from: nothing is started or replaced for it.
   * @throws SmolfaasError builder-failed, engine-*
   */
  cacheOf(container: ObservedContainer, signal: AbortSignal): Promise<BuilderCache>;
  /** The hash of what the container would be created from; pure. */
  specHash(spec: BuilderContainerSpec): string;
}
