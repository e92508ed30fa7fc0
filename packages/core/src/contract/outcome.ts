/**
 * What the pipelines return: values that a renderer or `--json` can show whole, without having listened to any event.
 */
import type { BuilderPrivileges, ChosenBuilder } from './buildkit-manager.js';
import type { NeededBy, SmolfaasError } from './errors.js';
import type { Finding } from './findings.js';
import type { LockedImage, NeededImage } from './images.js';
import type { ContainerState } from './observed.js';

/** The version that serves after an update failed. */
export interface StillServing {
  /** When it was built, in milliseconds since 1970; absent where no record says so. */
  readonly builtAt?: number;
}

/** How `up` left one function. */
export interface FunctionOutcome {
  readonly function: string;
  readonly status: 'unchanged' | 'adopted' | 'started' | 'updated' | 'kept' | 'removed' | 'failed';
  readonly runtime?: string;
  readonly url?: string;
  readonly imageId?: string;
  /** Of the version that serves, where it is known: SHA-256 of its source, and its generation. */
  readonly contentHash?: string;
  readonly generation?: number;
  readonly built: boolean;
  readonly ms: number;
  readonly error?: SmolfaasError;
  /** After a failure: the version before answers requests. Absent where nothing does. */
  readonly stillServing?: StillServing;
}

/** What `up` did. */
export interface UpOutcome {
  readonly functions: readonly FunctionOutcome[];
  /** Nothing to do and nothing deployed: the folder is empty. */
  readonly empty: boolean;
  /** What built; absent when nothing had to be built. */
  readonly chosenBuilder?: ChosenBuilder;
  /** The machine that the router runs on, when it is another one. */
  readonly remoteHost?: string;
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
  /** The database at hand is another directory's, and stays, as does all that belongs to it. */
  readonly keepsState?: boolean;
}

/** What `images` found: everything that is needed besides what is built. */
export interface ImagesOutcome {
  /** Sorted by reference. */
  readonly images: readonly NeededImage[];
  /** Addresses of other things that builds download. */
  readonly downloads: readonly NeededBy[];
  /** Images that cannot be told from the text of a Dockerfile, with the line, from 1. */
  readonly unknown: readonly { readonly function: string; readonly line: number; readonly written: string }[];
  /** Functions whose needs cannot be told. */
  readonly failures: readonly { readonly function: string; readonly error: SmolfaasError }[];
}

/** What `prune` removed, or would remove. */
export interface PruneOutcome {
  readonly dryRun: boolean;
  readonly images: readonly { readonly function: string; readonly name: string; readonly id: string }[];
  /** Bytes removed from the cache of our own builder; absent where there is none, and in a dry run, which cannot tell. */
  readonly cache?: number;
  /** Bytes that no image of ours needs any more. */
  readonly freed: number;
  /** What could not be removed; the rest was. */
  readonly failures: readonly SmolfaasError[];
}

/** What `images pull` did about one image. */
export interface PulledImage {
  /** In full. */
  readonly reference: string;
  /** `local`: no registry can have an image of this name. */
  readonly status: 'present' | 'local' | 'pulled' | 'updated' | 'failed';
  /** Its digest, or its id where no registry knows it: before, where it was there, and now. */
  readonly before?: string;
  readonly now?: string;
  readonly error?: SmolfaasError;
}

/** What `images pull` did. */
export interface PullOutcome {
  readonly images: readonly PulledImage[];
  /** The lock file, if it was brought up to date. */
  readonly lockFile?: string;
}

/** What `images lock` wrote. */
export interface LockOutcome {
  readonly path: string;
  /** Sorted by reference. */
  readonly images: readonly {
    readonly reference: string;
    readonly locked: LockedImage;
    /** Digest or id before, where that was another one. */
    readonly before?: string;
  }[];
  /** References that were in it and are needed no more. */
  readonly dropped: readonly string[];
}

/** What `images bundle` wrote. */
export interface BundleOutcome {
  readonly path: string;
  readonly bytes: number;
  /** Names of base images and the router's, sorted. */
  readonly images: readonly string[];
  readonly functions: readonly string[];
}

/**
 * How a function image that was loaded fits what lies here: `ready` needs no build; `source` and `recipe` say what differs, so that a build
 * would be needed; `absent`: there is no such function here.
 */
export type LoadedFit = 'ready' | 'source' | 'recipe' | 'absent';

/** What `images load` took in. */
export interface LoadOutcome {
  readonly images: readonly string[];
  readonly functions: readonly { readonly function: string; readonly fit: LoadedFit }[];
}

/** The builder container. */
export interface BuilderView {
  readonly name: string;
  readonly state: ContainerState;
  readonly exitCode?: number;
  /** A name of the image that it was made from, or its id. */
  readonly image: string;
  /** How much it may do on its host. */
  readonly privileges?: BuilderPrivileges;
  /** The next build makes it anew, from today's settings. */
  readonly outdated: boolean;
}

/** What `check` found of one function. */
export interface CheckedFunction {
  readonly function: string;
  /** Of the version that serves: SHA-256 of its source, and its generation; absent when none does. */
  readonly contentHash?: string;
  readonly generation?: number;
  readonly findings: readonly Finding[];
}

/** What `wait` has waited for: the version of a function that clients get. */
export interface ServingVersion {
  readonly function: string;
  /** SHA-256 of its source. */
  readonly contentHash: string;
  readonly generation: number;
}

/** What `check` found. */
export interface CheckOutcome {
  readonly functions: readonly CheckedFunction[];
  /** Faults that belong to no function, such as a missing router. */
  readonly general: readonly Finding[];
  readonly attention: number;
  /** What would build by these settings; absent where the engine cannot be asked. */
  readonly chosenBuilder?: ChosenBuilder;
  /** Absent where there is none. */
  readonly builder?: BuilderView;
  /** Another run is changing things right now. */
  readonly runInProgress?: { readonly pid: number; readonly verb: string };
}
