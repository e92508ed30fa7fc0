/**
 * The contract between SmolFaaS and a runtime: the one file that the author of a runtime package reads.
 *
 * Place in the flow: stages 2 (detect) and 6 (recipe). A runtime is an npm package whose package.json declares, statically,
 * what it contributes (`RuntimeManifest`); its module exports a plain object (`RuntimeHandler`) and is imported only when one
 * of its functions has to be built.
 *
 * What must stay true:
 *  1. A handler touches no Docker, network, clock or environment: the same input gives the same recipe, byte for byte.
 *  2. Only plain data crosses this line. A runtime brings its own copy of `@smolfaas/llb`, so never a class, always bytes.
 *  3. New fields may appear in a contract; new methods never.
 */
import type { ImageConfig } from './image.js';

/** The number that a manifest and a handler must carry. */
export const CONTRACT = 1;

/** One runtime in `package.json` under `smolfaas.runtimes`. Reading it costs no import of the runtime's code. */
export interface RuntimeManifest {
  /** Unique id, as users write it: `go`. */
  readonly id: string;
  /** Module whose `default` or `runtime` export is the handler, relative to the package root. */
  readonly module: string;
  /** Globs at the root of the function; one match makes this runtime a candidate. */
  readonly detects: readonly string[];
  /** Lower comes first: dockerfile 100, go 200, node 300, python 400, others 1000. Never below 101 for others. */
  readonly precedence?: number;
  /** Names (at any depth) that tools leave behind and that are never source: `node_modules`, `.venv`. */
  readonly litter?: readonly string[];
  /** Base images by key; the chosen references reach the recipe under the same keys. */
  readonly bases?: Readonly<Record<string, BaseImage>>;
  /** Settings that a function may have in the project file: name to a one-line description. Any other is an error. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The same for settings that are maps of names to text, such as build arguments. */
  readonly maps?: Readonly<Record<string, string>>;
  /**
   * Files that tell of this runtime's language and from which it cannot build, with the line that would help. They claim nothing: they are
   * looked at when no runtime recognised a function.
   */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** What its images promise about how they can be run; a promise that is left out is given. */
  readonly container?: ContainerPromises;
  /** The line that turns an empty folder into a function of this runtime: `npm init -y`. Shown when nothing was recognised. */
  readonly hint?: string;
}

/** How containers of a runtime's images are run. `false` where an image cannot be relied on, as with a user's own Dockerfile. */
export interface ContainerPromises {
  /** It runs with a read-only root: only /tmp can be written. */
  readonly readOnlyRoot?: boolean;
  /** It runs under the engine's small init, as its process 1 may handle no signals. */
  readonly init?: boolean;
}

/** A base image: the official reference, and the name of a locally assembled image that may stand in for it. */
export interface BaseImage {
  readonly image: string;
  readonly standIn?: string;
}

/** A file, directory or symbolic link of a function, as it is hashed and sent. Modes are already normalised. */
export interface SourceEntry {
  /** Relative to the function's directory, `/`-separated, valid UTF-8. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Permission bits: 0o755 for directories and executables, 0o644 for other files, 0o777 for links. */
  readonly mode: number;
  /** Bytes of a file; 0 otherwise. */
  readonly size: number;
  /** Modification time in whole seconds since 1970; no decision depends on it. */
  readonly mtimeSeconds: number;
  /** SHA-256 of a file's bytes, hex. */
  readonly sha256?: string;
  /** Text of a symbolic link, never followed. */
  readonly linkname?: string;
}

/** Read-only view of a function's source. It lists exactly what is hashed and sent. */
export interface SourceTree {
  readonly entries: readonly SourceEntry[];
  /** Whether there is a file, directory or link of this path. */
  has(path: string): boolean;
  /** Bytes of a file, checked against the hash of its entry; undefined when there is no such file. @throws source-changed */
  read(path: string): Uint8Array | undefined;
  /** The same, decoded as UTF-8. */
  readText(path: string): string | undefined;
}

/** Why a runtime takes a function: the files it saw, in words for the user. */
export interface Detection {
  readonly evidence: readonly string[];
}

/** Everything a recipe may depend on. It never sees project, builder, platform, certificates, proxies or secrets. */
export interface RecipeInput {
  /** Name of the function. */
  readonly function: string;
  readonly tree: SourceTree;
  readonly detection: Detection;
  /** The references chosen for the manifest's `bases`, under the same keys. */
  readonly bases: Readonly<Record<string, string>>;
  /** What the project file sets for this function: only names that the manifest's `settings` declare. Mostly empty. */
  readonly settings: Readonly<Record<string, string>>;
  /** The settings that are maps: only names that the manifest's `maps` declare. */
  readonly maps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a runtime returns for a function: finished, plain data. */
export interface Recipe {
  readonly image: RecipeImage;
  /** Values that build steps mount as secrets, by secret id. Their content is in no cache key and in no layer. */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** Ids by which build steps mount the user's SSH agent. */
  readonly ssh?: readonly string[];
  /** One-line remarks for the user, such as which of two lock files won. */
  readonly notes?: readonly string[];
  /** The same for what may do harm, such as a password in a build argument. */
  readonly warnings?: readonly string[];
  /** What helps against known failures of build steps. The first that fits is shown below the step's output. */
  readonly failureHints?: readonly FailureHint[];
}

/** A known way to fail: words that such a step prints, on one line of its output, and what to do about it. */
export interface FailureHint {
  readonly output: string;
  readonly hint: string;
}

/** The image: a graph of our own with its config, or a request to BuildKit's Dockerfile frontend. */
export type RecipeImage =
  | {
      readonly kind: 'llb';
      /** A marshalled `pb.Definition`. Local sources may be named `manifests` and `all`; both serve the function's tree. */
      readonly definition: Uint8Array;
      readonly config: ImageConfig;
    }
  | {
      readonly kind: 'dockerfile';
      /** Path of the Dockerfile in the function. */
      readonly filename: string;
      /** Attributes for the frontend `dockerfile.v0`, such as `target` or `build-arg:NAME`. */
      readonly attrs: Readonly<Record<string, string>>;
      /** What its stages take from where, so that images can be listed, locked and fetched before the build. Left out, none are known. */
      readonly stages?: readonly DockerfileStage[];
      /** What it uses that early versions of the frontend do not have. */
      readonly needs?: readonly FrontendNeed[];
      /** Another frontend than the builder's own, `name@sha256:…` or `name:tag@sha256:…`, that the user has allowed. */
      readonly frontend?: string;
    };

/** One stage of a Dockerfile, in the order of the file. */
export interface DockerfileStage {
  /** What stands behind AS, in lower case. */
  readonly name?: string;
  readonly sources: readonly DockerfileSource[];
  /** Addresses that ADD downloads. */
  readonly downloads: readonly string[];
}

/**
 * A place where a stage takes files from another one, by its index, or from an image. Of variables, only those of the platform are left in the
 * name of an image, as `${TARGETARCH}`; it may turn out to be the name of an earlier stage. What cannot be told is there as it is written.
 */
export type DockerfileSource = { /** From 1. */ readonly line: number } & (
  | { readonly stage: number }
  | { readonly image: string }
  | { readonly unknown: string }
);

/** A feature of Dockerfiles, and the version of the frontend (`docker/dockerfile`) that brought it. */
export interface FrontendNeed {
  /** As a user would look it up: `COPY --link`. */
  readonly feature: string;
  /** The first version that has it: `1.4`. */
  readonly since: string;
  /** Line of the Dockerfile, from 1. */
  readonly line: number;
  /** The builder has to know it as well: a newer frontend alone would not do, or would leave it out without a word. */
  readonly builder?: true;
}

/**
 * Where a secret comes from when the build is bound to this host. A setting and a file of the function may both be given: the
 * function's file is then appended to the host's. Missing ones are served as a file that holds nothing but a line end, so the
 * steps and their cache keys are alike on every host; unless the user has asked for the secret by `env` or `path`, which have
 * to be there and are served byte for byte.
 */
export interface SecretSource {
  /** A setting of this host: its certificates, or a package manager's own configuration. `uv-with-pip` is for installs without a uv.lock. */
  readonly host?: 'ca' | 'npmrc' | 'yarnrc' | 'goenv' | 'uv' | 'uv-with-pip' | 'netrc';
  /** A file of the function, such as `.npmrc`. */
  readonly file?: string;
  /** `${NAME}` in either stands for an environment variable of this host, where that is set; what is not set stays as written. */
  readonly variables?: true;
  /** Name of an environment variable of this host. */
  readonly env?: string;
  /** A file of this host: absolute, below the home (`~/…`), or relative to the function's directory, where it may be ignored. */
  readonly path?: string;
}

/** A recognised shape that this runtime does not support, in words: what is wrong and what to do. */
export interface Refusal {
  readonly refused: { readonly message: string; readonly hint: string };
}

/** A runtime. Four members, a plain object, usable without oclif. */
export interface RuntimeHandler {
  readonly contract: typeof CONTRACT;
  readonly id: string;
  /**
   * Says why this function is of this runtime, or `undefined` to decline although a glob matched. Pure and quick. `settings` are
   * those of the project file, not yet held against the manifest.
   */
  detect(tree: SourceTree, settings?: Readonly<Record<string, string>>): Detection | undefined;
  /** The build of one function. Deterministic: called twice it gives the same bytes. */
  recipe(input: RecipeInput): Recipe | Refusal;
}
