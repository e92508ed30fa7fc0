/**
 * What the pipelines return: values that a renderer or `--json` can show completely.
 * The receiver needs no events to interpret them.
 */
import type { BuilderPrivileges, ChosenBuilder } from './buildkit-manager.js';
import type { NeededBy, SmolfaasError } from './errors.js';
import type { Finding } from './findings.js';
import type { LockedImage, NeededImage } from './images.js';
import type { ContainerState } from './observed.js';
import type { Reason } from './reasons.js';

/** The version that still serves after an update failed. */
export interface StillServing {
  /** When it was built, in milliseconds since 1970; absent when no record has the time. */
  readonly builtAt?: number;
}

/** Result of `up` for one function. */
export interface FunctionOutcome {
  readonly function: string;
  readonly status: 'unchanged' | 'adopted' | 'started' | 'updated' | 'kept' | 'removed' | 'failed';
  readonly runtime?: string;
  readonly url?: string;
  /** The same function as the root of a host name of its own, if the router has such names. */
  readonly hostUrl?: string;
  readonly imageId?: string;
  /**
   * SHA-256 of the source of the version that serves, if known. `generation` is of the same
   * version.
   */
  readonly contentHash?: string;
  readonly generation?: number;
  readonly built: boolean;
  readonly ms: number;
  readonly error?: SmolfaasError;
  /** After a failure, the previous version if it still answers requests. Absent when none does. */
  readonly stillServing?: StillServing;
}

/** What `up` did. */
export interface UpOutcome {
  readonly functions: readonly FunctionOutcome[];
  /** The folder is empty and nothing is deployed, so there is nothing to do. */
  readonly empty: boolean;
  /** Functions that the run was not about, sorted. Absent when there are none. */
  readonly outside?: readonly string[];
  /** The builder that was used; absent when nothing had to be built. */
  readonly chosenBuilder?: ChosenBuilder;
  /** The machine that the router runs on, if it is not this one. */
  readonly remoteHost?: string;
}

/** What building one function would need. */
export interface BuildPreview {
  readonly runtime: string;
  /** Base images and frontends; those that are not present would be pulled. */
  readonly images: readonly { readonly reference: string; readonly present: boolean }[];
  /** Addresses of other files that the build would download. */
  readonly downloads: readonly string[];
}

/** What `up` would do for one function. */
export interface FunctionPreview {
  readonly function: string;
  /** `build`, `start`, `replace`, `reroute`, `adopt`, `nothing`, `keep` or `remove`. */
  readonly action: string;
  /** Empty for `nothing`. */
  readonly reasons: readonly Reason[];
  /** Its directory no longer exists. */
  readonly orphan: boolean;
  /** A version of it serves now. */
  readonly serves: boolean;
  /** The number of the generation that would be started. */
  readonly generation?: number;
  /** Absent when nothing would be built. */
  readonly build?: BuildPreview;
  /** Why `up` would fail for it, as far as its source shows. */
  readonly error?: SmolfaasError;
}

/** What `up` would do for network, router or builder. */
export interface PartPreview {
  readonly action: string;
  readonly reasons: readonly Reason[];
}

/** What `up` would do. */
export interface UpPreview {
  readonly functions: readonly FunctionPreview[];
  readonly network: PartPreview;
  readonly router: PartPreview;
  readonly builder: PartPreview;
  /** Functions that the run would not be about, sorted. */
  readonly outside: readonly string[];
  /** The folder is empty and nothing is deployed. */
  readonly empty: boolean;
}

/** A project on the engine. */
export interface ListedProject {
  readonly id: string;
  /** The name that its user gave it. */
  readonly name?: string;
  readonly functionsDir: string;
  /** The directory no longer exists on this machine. Never set for a remote engine. */
  readonly gone: boolean;
  /** `stopped`: it has containers, and none runs. `down`: only network, volumes and images are left. */
  readonly state: 'up' | 'stopped' | 'down';
  readonly functions: { readonly running: number; readonly all: number };
  /** Where its router answers; empty when it does not. */
  readonly urls: readonly string[];
}

/** What `down` did. */
export interface DownOutcome {
  /** Objects that were removed, by kind and name. */
  readonly removed: readonly {
    readonly kind: 'container' | 'image' | 'network' | 'volume' | 'state';
    readonly name: string;
  }[];
  /** What could not be removed; the rest was. */
  readonly failures: readonly SmolfaasError[];
  /**
   * The database found here belongs to another directory. SmolFaaS keeps it and all that belongs to
   * it.
   */
  readonly keepsState?: boolean;
}

/** Result of `images`: everything that is needed apart from what SmolFaaS builds. */
export interface ImagesOutcome {
  /** Sorted by reference. */
  readonly images: readonly NeededImage[];
  /** Addresses of other files that builds download. */
  readonly downloads: readonly NeededBy[];
  /** Images whose names the text of a Dockerfile does not determine, with the line, from 1. */
  readonly unknown: readonly { readonly function: string; readonly line: number; readonly written: string }[];
  /** Functions whose needs could not be determined. */
  readonly failures: readonly { readonly function: string; readonly error: SmolfaasError }[];
}

/** What `prune` removed or, in a dry run, would remove. */
export interface PruneOutcome {
  readonly dryRun: boolean;
  readonly images: readonly { readonly function: string; readonly name: string; readonly id: string }[];
  /**
   * Bytes removed from the cache of the builder container. Absent when there is none, and in a dry
   * run, which cannot predict it.
   */
  readonly cache?: number;
  /** Bytes that no image created by SmolFaaS needs any more. */
  readonly freed: number;
  /** What could not be removed; the rest was. */
  readonly failures: readonly SmolfaasError[];
}

/** Result of `images pull` for one image. */
export interface PulledImage {
  /** The full reference. */
  readonly reference: string;
  /** `local`: no registry can serve an image of this name. */
  readonly status: 'present' | 'local' | 'pulled' | 'updated' | 'failed';
  /**
   * Its digest, or its id if no registry knows it. `before`: if it was already present; `now`:
   * after the pull.
   */
  readonly before?: string;
  readonly now?: string;
  readonly error?: SmolfaasError;
}

/** What `images pull` did. */
export interface PullOutcome {
  readonly images: readonly PulledImage[];
  /** Path of the lock file, if it was updated. */
  readonly lockFile?: string;
}

/** What `images lock` wrote. */
export interface LockOutcome {
  readonly path: string;
  /** Sorted by reference. */
  readonly images: readonly {
    readonly reference: string;
    readonly locked: LockedImage;
    /** Previous digest or id, if it differs. */
    readonly before?: string;
  }[];
  /** References that were in the lock file and are no longer needed. */
  readonly dropped: readonly string[];
}

/** What `images bundle` wrote. */
export interface BundleOutcome {
  readonly path: string;
  readonly bytes: number;
  /** Names of the base images and of the router's image, sorted. */
  readonly images: readonly string[];
  readonly functions: readonly string[];
}

/**
 * How a loaded function image fits the sources on this machine. `ready`: no build is needed.
 * `source` and `recipe`: these differ, so a build is needed. `absent`: this project has no such
 * function.
 */
export type LoadedFit = 'ready' | 'source' | 'recipe' | 'absent';

/** What `images load` loaded. */
export interface LoadOutcome {
  readonly images: readonly string[];
  readonly functions: readonly { readonly function: string; readonly fit: LoadedFit }[];
}

/** The builder container. */
export interface BuilderView {
  readonly name: string;
  readonly state: ContainerState;
  readonly exitCode?: number;
  /** A name of the image that it was created from, or the image's id. */
  readonly image: string;
  /** What it is allowed to do on its host. */
  readonly privileges?: BuilderPrivileges;
  /** The next build recreates it, because it differs from the current settings. */
  readonly outdated: boolean;
}

/** Findings of `check` for one function. */
export interface CheckedFunction {
  readonly function: string;
  /**
   * SHA-256 of the source of the version that serves; absent when none does. `generation` is of the
   * same version.
   */
  readonly contentHash?: string;
  readonly generation?: number;
  readonly findings: readonly Finding[];
}

/** What `wait` waited for: the version of a function that clients receive. */
export interface ServingVersion {
  readonly function: string;
  /** SHA-256 of its source. */
  readonly contentHash: string;
  readonly generation: number;
}

/** Result of `check`. */
export interface CheckOutcome {
  readonly functions: readonly CheckedFunction[];
  /** Faults that concern no function, such as a missing router. */
  readonly general: readonly Finding[];
  readonly attention: number;
  /** The builder that these settings select; absent when the engine does not answer. */
  readonly chosenBuilder?: ChosenBuilder;
  /** Absent when there is no builder container. */
  readonly builder?: BuilderView;
  /** Another run is making changes right now. */
  readonly runInProgress?: { readonly pid: number; readonly verb: string };
}
