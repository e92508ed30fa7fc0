/**
 * What a user may set, after flags, environment and defaults have been merged (spec: "Commands of
 * the base contract").
 * The CLI creates this value once; no other code reads flags or the environment.
 */
import type { BuilderChoice } from './buildkit-manager.js';
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
}

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
