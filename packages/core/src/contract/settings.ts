/**
 * What a user may set, after flags, environment and defaults have been merged (spec: "Commands of
 * the base contract").
 * The CLI creates this value once; no other code reads flags or the environment.
 */
import type { BuilderChoice } from './buildkit-manager.js';
import type { FurtherAddress } from './caddy-manager.js';
import type { ImageLock } from './images.js';
import type { Registries } from './registries.js';
import type { HostFound } from './runtime.js';
import type { ProxySettings } from './proxy-settings.js';

/** All settings of a run. */
export interface Settings {
  /** Absolute path of the directory whose sub-directories are the functions. */
  readonly functionsDir: string;
  /** Host name of the router. */
  readonly addr: string;
  readonly network: string;
  readonly caddyName: string;
  readonly buildkitName: string;
  readonly imagePrefix: string;
  /** Absolute path of the SQLite database. */
  readonly stateDb: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Addresses on which the router's ports are published. */
  readonly bind: readonly string[];
  readonly builder: BuilderChoice;
  /** How long a started function may take to answer, in milliseconds. */
  readonly readyTimeoutMs: number;
  /**
   * How long an old container may continue its open requests and streams after the switch, in
   * milliseconds. 0 ends them at once.
   */
  readonly drainTimeoutMs: number;
  /** How long one build may take, in milliseconds. */
  readonly buildTimeoutMs: number;
  /** At most this many builds run at once; twice as many containers may be starting. */
  readonly parallel: number;
  readonly removeOrphans: boolean;
  /** SmolFaaS refuses larger sources. */
  readonly sourceLimits: SourceLimits;
  /** How many former images of each function the engine keeps, besides the one that it runs. */
  readonly keepImages: number;
  /** Base images chosen by the user, by base key. */
  readonly bases: Readonly<Record<string, string>>;
  /**
   * What the project file sets for each function, by function name. A map, because any text may be
   * a name.
   */
  readonly functions: ReadonlyMap<string, FunctionChoice>;
  /** Registries from the project file; only builders created by SmolFaaS use them. */
  readonly registries: Registries;
  /** Absolute path of the lock file of images, whether or not it exists. */
  readonly lockFile: string;
  /** Content of the lock file; undefined when there is none. */
  readonly lock: ImageLock | undefined;
  /**
   * When the lock file was last written (its ctime), in milliseconds since 1970; undefined when
   * there is none.
   */
  readonly lockChangedAt?: number | undefined;
  /** Every image that the run needs must be in the lock file. */
  readonly locked: boolean;
  /** The run must not use the network. */
  readonly offline: boolean;
  /**
   * Containers of functions receive this host's certificates, unless the project file sets
   * otherwise for a function.
   */
  readonly functionCa: boolean;
  /** Responses of functions carry the header that names their version. */
  readonly versionHeader: boolean;
  /** What builds use from this host. */
  readonly host: HostSettings;
  /** The name that the user gave the project; absent when the user gave none. */
  readonly name?: string;
  /**
   * `functionsDir` is the default, because a project file that may name another directory cannot be
   * read. The recorded directory is then the right one.
   */
  readonly functionsDirIsGuess?: boolean;
  /**
   * HTTP serves the same as HTTPS; only with loopback addresses in `bind`. If absent, it
   * redirects.
   */
  readonly plainHttp?: boolean;
}

/** Names and ports that a project has in the engine. SmolFaaS chooses those that no user gave. */
export type NamesAndPorts = Pick<
  Settings,
  'network' | 'caddyName' | 'buildkitName' | 'imagePrefix' | 'httpPort' | 'httpsPort'
>;

/** Settings as given, before names and ports are chosen: undefined where none was given. */
export type OpenSettings = Omit<Settings, keyof NamesAndPorts> & {
  readonly [K in keyof NamesAndPorts]: Settings[K] | undefined;
};

/** Upper limits for one function's source; ignored files do not count. */
export interface SourceLimits {
  readonly bytes: number;
  /** Files, directories and links together. */
  readonly files: number;
}

/** What the project file sets for one function. */
export interface FunctionChoice {
  /** Id of the runtime that builds it, instead of the first that matches. */
  readonly runtime?: string;
  /** Values for settings that the runtime's manifest declares. */
  readonly settings: Readonly<Record<string, string>>;
  /** Values for settings that are maps, such as build arguments. */
  readonly maps?: SettingMaps;
  /**
   * Whether its container receives this host's certificates. If absent, `functionCa` of the
   * settings decides.
   */
  readonly ca?: boolean;
  /** How many containers serve it; default 1. */
  readonly replicas?: number;
  /** The port that it listens on; default 8000. */
  readonly port?: number;
  /** How long it may take to begin a response, in milliseconds. If absent, any time. */
  readonly timeoutMs?: number;
  /** Addresses besides `/invoke/<function>` and `<function>.<addr>`. */
  readonly routes?: readonly FurtherAddress[];
  /** Variables of its containers. Null passes on the variable of this host's environment. */
  readonly env?: Readonly<Record<string, string | null>>;
  /**
   * Absolute paths of files with variables (dotenv), of which a later one wins; `env` wins over
   * all.
   */
  readonly envFiles?: readonly string[];
  /** Secrets of its containers, by name: each is the file `/run/secrets/<name>` there. */
  readonly secrets?: Readonly<Record<string, SecretChoice>>;
  /** Limits of each container; SmolFaaS has defaults for memory and processes. */
  readonly memoryBytes?: number;
  /** How much of the host's processor time it may use: 0.5 is half of one processor. */
  readonly cpus?: number;
  readonly pids?: number;
  /** Whether its root directory is read-only, whatever its runtime's manifest states. */
  readonly readOnly?: boolean;
  readonly tmpfs?: readonly TmpfsChoice[];
  /** Names of existing networks that its containers join besides the project's. */
  readonly networks?: readonly string[];
  /** Replaces entrypoint and command of its image. */
  readonly start?: readonly string[];
  readonly health?: HealthChoice;
  /**
   * Directories, files and patterns outside of its directory that belong to its source, from that
   * directory: `../lib`.
   */
  readonly shared?: readonly string[];
}

/** A directory of a container that is in memory. */
export interface TmpfsChoice {
  /** Absolute, inside the container. */
  readonly path: string;
  readonly bytes: number;
}

/** How SmolFaaS decides that a container is ready. Times are in milliseconds. */
export interface HealthChoice {
  /** Its response must have a status below 400. Without a path, any response to `GET /` will do. */
  readonly path?: string;
  /** Instead of `readyTimeoutMs`. */
  readonly deadlineMs?: number;
  /** Between two probes. */
  readonly intervalMs?: number;
}

/** Where a secret is, and whether the container also has it as a variable. */
export interface SecretChoice {
  readonly from: SecretOrigin;
  /** Name of the variable. */
  readonly variable?: string;
}

/** A variable of this host's environment, a file (absolute), or the output of a command. */
export type SecretOrigin =
  | { readonly kind: 'env'; readonly env: string }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'command';
      /** Program and arguments. */
      readonly argv: readonly string[];
      /** As the user wrote it, for messages. */
      readonly text: string;
      /** Absolute path of the directory to run it in. */
      readonly cwd: string;
      readonly timeoutMs: number;
    };

/** Maps from names to text, by setting name. */
export type SettingMaps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Values of this host that builds use without leaving a trace of them in images or cache keys. */
export interface HostSettings {
  /** PEM certificates that package installs trust; never empty. */
  readonly ca: Uint8Array;
  /**
   * What this host has of the settings that runtimes declare, by id of the runtime, then by name of
   * the setting.
   */
  readonly found?: ReadonlyMap<string, Readonly<Record<string, HostFound>>>;
  /** The environment, for secrets that name variables (`${NPM_TOKEN}`); nothing else reads it. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly proxy?: ProxySettings;
  /** Certificates for registries, as found in Docker's `certs.d`. */
  readonly registries?: Registries;
}
