/**
 * The contract between SmolFaaS and a runtime: the only file that the author of a runtime package
 * needs to read.
 *
 * Place in the flow: stage 2 (detect) reads the globs of its manifest; stage 6 (recipe) calls its
 * handler. A runtime is an npm package. Its package.json declares statically what it contributes
 * (`RuntimeManifest`). Its module exports a plain object (`RuntimeHandler`) and is imported only when
 * a recipe is needed: to build, to list images, or when its recipe key has moved.
 *
 * Invariants:
 *  1. A handler uses no Docker, network, clock or environment: the same input gives the same
 *     recipe, byte for byte.
 *  2. Only plain data crosses this boundary. A runtime has its own copy of `@smolfaas/llb`, so it
 *     passes bytes, never a class.
 *  3. A contract may gain new optional members. A runtime without them works as before.
 */
import type { ImageConfig } from './image.js';
import type { ProxySettings } from './proxy-settings.js';

/** The contract version that a manifest and a handler must state. */
export const CONTRACT = 1;

/**
 * One runtime in `package.json` under `smolfaas.runtimes`. Reading it does not import the runtime's
 * code.
 */
export interface RuntimeManifest {
  /** Unique id, as users write it: `go`. */
  readonly id: string;
  /** Module whose `default` or `runtime` export is the handler, relative to the package root. */
  readonly module: string;
  /** Globs for names at the root of the function; one match makes this runtime a candidate. */
  readonly detects: readonly string[];
  /**
   * Further globs like `detects`. They make this runtime a candidate after all runtimes whose
   * `detects` match: `Containerfile` of the Dockerfile runtime.
   */
  readonly detectsLast?: readonly string[];
  /**
   * Lower comes first: dockerfile 100, go 200, node 300, python 400, others 1000. Only the
   * Dockerfile runtime may be below 101.
   */
  readonly precedence?: number;
  /**
   * Names (at any depth) that tools leave behind and that are never source: `node_modules`,
   * `.venv`.
   */
  readonly litter?: readonly string[];
  /** Base images by key; the chosen references reach the recipe under the same keys. */
  readonly bases?: Readonly<Record<string, BaseImage>>;
  /**
   * Settings that a function may have in the project file: name to a one-line description. SmolFaaS
   * rejects any other name.
   */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Settings that are maps from names to text, such as build arguments: name to a one-line
   * description.
   */
  readonly maps?: Readonly<Record<string, string>>;
  /**
   * Files that show this runtime's language but from which it cannot build, each with a one-line
   * hint. They make no runtime a candidate: SmolFaaS looks at them only when no runtime recognised
   * a function.
   */
  readonly unsupported?: Readonly<Record<string, string>>;
  /**
   * Settings of the user on this host that its builds need, by name: `npmrc`, `cargo-login`. A
   * recipe requests them by these names (`SecretSource.host`). `ca` is SmolFaaS's own.
   */
  readonly host?: Readonly<Record<string, HostSetting>>;
  /**
   * Whether its recipes place what a function shares (`SourceTree.shared`). SmolFaaS refuses the
   * setting `shared` for all other runtimes.
   */
  readonly shared?: boolean;
  /** What its images promise about how they can be run. An omitted field counts as promised. */
  readonly container?: ContainerPromises;
  /**
   * Shell command that turns an empty folder into a function of this runtime: `npm init -y`. Shown
   * when no runtime recognised a function.
   */
  readonly hint?: string;
}

/**
 * How containers of a runtime's images are run. `false` when an image cannot be relied on, as with
 * a user's own Dockerfile.
 */
export interface ContainerPromises {
  /** Runs with a read-only root: only /tmp is writable. */
  readonly readOnlyRoot?: boolean;
  /** Runs under the engine's small init, because its process 1 may not handle signals. */
  readonly init?: boolean;
}

/**
 * A setting of the user on this host: a package manager's own configuration, with registries,
 * mirrors and logins. SmolFaaS reads it and serves it to build steps as a secret, so it is in no
 * image and in no cache key.
 */
export interface HostSetting {
  /** One line for `smolfaas runtimes`: `registries and logins of npm, pnpm and yarn 1`. */
  readonly about: string;
  /** Files, by names of the runtime's choice. Those that do not exist are left out. */
  readonly files?: Readonly<Record<string, HostFile>>;
  /** Environment variables: names, or beginnings of names with a `*` after them, `BUNDLE_*`. */
  readonly variables?: readonly string[];
  /**
   * How the value is made of them. `append` (default): the files in their order, then one line
   * `NAME=value` for each variable. `handler`: the handler's `hostSetting` makes it.
   */
  readonly merge?: 'append' | 'handler';
  /** Whether a build without a value is refused. Otherwise it gets a file without content. */
  readonly required?: boolean;
}

/**
 * Where a file is: the first path whose variables are set, whether or not a file is there. `~` at
 * the beginning is the home directory, `$NAME` an environment variable. `$XDG_CONFIG_HOME` is always
 * set: by default it is `~/.config`. Paths may differ by Node's name of the platform (`darwin`,
 * `win32`); `default` has those of all others.
 */
export type HostFile = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** What this host has of a setting. */
export interface HostFound {
  /** Absolute path and content of each file that exists, by the manifest's names. */
  readonly files: Readonly<Record<string, { readonly path: string; readonly content: Uint8Array }>>;
  /** Values of the variables that are set and not empty. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The input of a handler that merges settings of the host. */
export interface HostGiven extends HostFound {
  /** This host's proxies; most tools know them by `HTTP_PROXY`, which every build step has. */
  readonly proxy: ProxySettings;
}

/**
 * A base image: the official reference, and the name of a locally assembled image that may replace
 * it.
 */
export interface BaseImage {
  readonly image: string;
  readonly standIn?: string;
}

/**
 * A file, directory or symbolic link of a function, as hashed and sent. Modes are already
 * normalised.
 */
export interface SourceEntry {
  /** Relative to the function's directory, `/`-separated, valid UTF-8. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /**
   * Permission bits: 0o755 for directories and executables, 0o644 for other files, 0o777 for links.
   */
  readonly mode: number;
  /** Bytes of a file; 0 otherwise. */
  readonly size: number;
  /** Modification time in whole seconds since 1970. Neither hash nor recipe depends on it. */
  readonly mtimeSeconds: number;
  /** SHA-256 of a file's bytes, hex. */
  readonly sha256?: string;
  /** Target text of a symbolic link, never followed. */
  readonly linkname?: string;
}

/** Read-only view of a function's source. It lists exactly what is hashed and sent. */
export interface SourceTree {
  readonly entries: readonly SourceEntry[];
  /** Whether a file, directory or link has this path. */
  has(path: string): boolean;
  /**
   * Bytes of a file, checked against the hash of its entry; undefined when there is no such file.
   * @throws source-changed
   */
  read(path: string): Uint8Array | undefined;
  /** Text of a file: its bytes decoded as UTF-8. */
  readText(path: string): string | undefined;
  /**
   * Present only when the project file shares directories outside of the function's directory with
   * it. What is in them has paths that begin with `../`, here and in `entries`.
   */
  readonly shared?: SharedSource;
}

/**
 * What a function shares, and where it is. A build keeps this layout below one directory, so that
 * relative paths keep working.
 */
export interface SharedSource {
  /**
   * Path of the function's directory below the nearest directory that contains it and all that it
   * shares: `functions/web`. Never empty.
   */
  readonly dir: string;
  /** Directories and files that are shared, from the function's directory: `../../lib`. Sorted. */
  readonly paths: readonly string[];
}

/** Why a runtime accepts a function: the files that it found, in words for the user. */
export interface Detection {
  readonly evidence: readonly string[];
}

/**
 * Everything that a recipe may depend on. It never includes project, builder, platform,
 * certificates, proxies or secrets.
 */
export interface RecipeInput {
  /** Name of the function. */
  readonly function: string;
  readonly tree: SourceTree;
  readonly detection: Detection;
  /** The references chosen for the manifest's `bases`, under the same keys. */
  readonly bases: Readonly<Record<string, string>>;
  /**
   * Settings from the project file for this function: only names that the manifest's `settings`
   * declare. Usually empty.
   */
  readonly settings: Readonly<Record<string, string>>;
  /** Settings that are maps: only names that the manifest's `maps` declare. */
  readonly maps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What a runtime returns for a function: complete, plain data. */
export interface Recipe {
  readonly image: RecipeImage;
  /**
   * Values that build steps mount as secrets, by secret id. Their content is in no cache key and in
   * no layer.
   */
  readonly secrets?: Readonly<Record<string, SecretSource>>;
  /** Ids by which build steps mount the user's SSH agent. */
  readonly ssh?: readonly string[];
  /** One-line remarks for the user, such as which of two lock files won. */
  readonly notes?: readonly string[];
  /** One-line warnings about what may do harm, such as a password in a build argument. */
  readonly warnings?: readonly string[];
  /**
   * Hints for known failures of build steps. The first that matches is shown below the step's
   * output.
   */
  readonly failureHints?: readonly FailureHint[];
  /**
   * Hints for known failures of the function itself. The first that matches is shown below the
   * output of a new container that does not become ready.
   */
  readonly outputHints?: readonly FailureHint[];
}

/**
 * A known failure: text that a step or a container prints on one line of its output, and what to do
 * about it.
 */
export interface FailureHint {
  readonly output: string;
  readonly hint: string;
}

/** The image: an LLB graph with its config, or a request to BuildKit's Dockerfile frontend. */
export type RecipeImage =
  | {
      readonly kind: 'llb';
      /**
       * A marshalled `pb.Definition`. Local sources may be named `manifests` and `all`; both serve
       * the function's own tree. `shared` serves what it shares, with paths from the nearest
       * directory that contains both: `lib/index.js`.
       */
      readonly definition: Uint8Array;
      readonly config: ImageConfig;
    }
  | {
      readonly kind: 'dockerfile';
      /** Path of the Dockerfile in the function. */
      readonly filename: string;
      /** Attributes for the frontend `dockerfile.v0`, such as `target` or `build-arg:NAME`. */
      readonly attrs: Readonly<Record<string, string>>;
      /**
       * Sources of its stages, so that images can be listed, locked and fetched before the build.
       * If absent, none are known.
       */
      readonly stages?: readonly DockerfileStage[];
      /** Features that it uses and early versions of the frontend lack. */
      readonly needs?: readonly FrontendNeed[];
      /**
       * A frontend other than the builder's own, `name@sha256:…` or `name:tag@sha256:…`, that the
       * user has allowed.
       */
      readonly frontend?: string;
      /**
       * Named contexts: name in lower case to one of the paths that the function shares, for
       * `COPY --from=NAME`.
       */
      readonly contexts?: Readonly<Record<string, string>>;
    };

/** One stage of a Dockerfile, in the order of the file. */
export interface DockerfileStage {
  /** The name after AS, in lower case. */
  readonly name?: string;
  readonly sources: readonly DockerfileSource[];
  /** Addresses that ADD downloads. */
  readonly downloads: readonly string[];
}

/**
 * One source of files for a stage: another stage, by its index, or an image. Image names have all
 * variables expanded except the platform's, such as `${TARGETARCH}`. An image name may turn out to
 * be the name of an earlier stage. A source that cannot be determined is `unknown`, as written.
 */
export type DockerfileSource = { /** From 1. */ readonly line: number } & (
  | { readonly stage: number }
  | { readonly image: string }
  | { readonly unknown: string }
);

/**
 * A Dockerfile feature, and the version of the frontend (`docker/dockerfile`) that introduced it.
 */
export interface FrontendNeed {
  /** The feature as a user would look it up: `COPY --link`. */
  readonly feature: string;
  /** The first version that has it: `1.4`. */
  readonly since: string;
  /** Line of the Dockerfile, from 1. */
  readonly line: number;
  /**
   * The builder must support it too. A newer frontend alone would not suffice, or would silently
   * skip the feature.
   */
  readonly builder?: true;
}

/**
 * Where a secret comes from when the build is bound to this host.
 *
 * A host setting and a file of the function may both be set: the function's file is then appended
 * to the host's. A missing one is served as a file that contains only a line ending. Steps and
 * their cache keys are therefore the same on every host. Secrets that the user requests by `env` or
 * `path` are the exception: they must exist and are served byte for byte.
 */
export interface SecretSource {
  /**
   * A setting of this host: `ca`, its certificates, or one that the manifest's `host` declares. One
   * that it does not declare is that of the first installed runtime that does.
   */
  readonly host?: string;
  /** A file of the function, such as `.npmrc`. */
  readonly file?: string;
  /**
   * Expands `${NAME}` in both to the environment variable of this host, if it is set. An unset one
   * is kept as written.
   */
  readonly variables?: true;
  /** Name of an environment variable of this host. */
  readonly env?: string;
  /**
   * A file on this host: absolute, below the user's home directory (`~/…`), or relative to the
   * function's directory, where it may be ignored.
   */
  readonly path?: string;
}

/** A recognised project layout that this runtime does not support: what is wrong and what to do. */
export interface Refusal {
  readonly refused: { readonly message: string; readonly hint: string };
}

/** A runtime: a plain object, usable without oclif. */
export interface RuntimeHandler {
  readonly contract: typeof CONTRACT;
  readonly id: string;
  /**
   * Returns why this function belongs to this runtime, or `undefined` to decline although a glob
   * matched. Pure and fast. `settings` come from the project file and are not yet checked against
   * the manifest.
   */
  detect(tree: SourceTree, settings?: Readonly<Record<string, string>>): Detection | undefined;
  /**
   * The build of one function. Deterministic: two calls with the same input return the same bytes.
   */
  recipe(input: RecipeInput): Recipe | Refusal;
  /**
   * Merges a setting of the host that the manifest declares with `merge: 'handler'`. Pure and
   * deterministic. The result is the content of a file; undefined when there is nothing to set.
   */
  hostSetting?(name: string, given: HostGiven): Uint8Array | string | Refusal | undefined;
}
