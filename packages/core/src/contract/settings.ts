/**
 * What a user may set, after flags, environment and defaults have been merged (spec: "Commands of the base contract").
 * The CLI makes this value once; nothing else reads flags or the environment.
 */
import type { BuilderChoice } from './buildkit-manager.js';
import type { ImageLock } from './images.js';
import type { Registries } from './registries.js';
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
  /** Addresses that the router's ports are published on. */
  readonly bind: readonly string[];
  readonly builder: BuilderChoice;
  /** How long a started function may take to answer, in milliseconds. */
  readonly readyTimeoutMs: number;
  /**
   * How long an old container may go on with its open requests and streams after the switch, in
   * milliseconds; 0 ends them at once.
   */
  readonly drainTimeoutMs: number;
  /** How long one build may take, in milliseconds. */
  readonly buildTimeoutMs: number;
  /** How many builds run at once; twice as many containers may be starting. */
  readonly parallel: number;
  readonly removeOrphans: boolean;
  /** Larger sources are refused. */
  readonly sourceLimits: SourceLimits;
  /** So many former images of each function stay in the engine, besides the one that it runs. */
  readonly keepImages: number;
  /** Base images chosen by the user, by base key. */
  readonly bases: Readonly<Record<string, string>>;
  /** What the project file chooses, by name of the function. A map: any text may be a name. */
  readonly functions: ReadonlyMap<string, FunctionChoice>;
  /** What the project file says about registries; it is for builders of ours. */
  readonly registries: Registries;
  /** Where the lock file of images is, or would be: an absolute path. */
  readonly lockFile: string;
  /** What it says; undefined when there is none. */
  readonly lock: ImageLock | undefined;
  /** When it was written last (its ctime), in milliseconds since 1970; undefined when there is none. */
  readonly lockChangedAt?: number | undefined;
  /** Every image that is needed must be in the lock file. */
  readonly locked: boolean;
  /** Nothing may be asked of the network. */
  readonly offline: boolean;
  /** Functions are given this host's certificates, unless the project file says otherwise for one. */
  readonly functionCa: boolean;
  /** Answers of functions carry the header that names their version. */
  readonly versionHeader: boolean;
  /** What builds take from this host. */
  readonly host: HostSettings;
}

/** How much one function's source may be, without what is ignored. */
export interface SourceLimits {
  readonly bytes: number;
  /** Files, directories and links together. */
  readonly files: number;
}

/** What the project file says about one function. */
export interface FunctionChoice {
  /** Id of the runtime that builds it, instead of the first that matches. */
  readonly runtime?: string;
  /** Values for settings that the runtime's manifest declares. */
  readonly settings: Readonly<Record<string, string>>;
  /** The same for settings that are maps, such as build arguments. */
  readonly maps?: SettingMaps;
  /** Whether its container is given this host's certificates; left out, `functionCa` of the settings decides. */
  readonly ca?: boolean;
  /** How many containers serve it, 1 unless set. */
  readonly replicas?: number;
}

/** Maps of names to text, by the name of the setting. */
export type SettingMaps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Values of the host that builds use without leaving a trace of them in images or cache keys. */
export interface HostSettings {
  /** PEM certificates that installs trust; never empty. */
  readonly ca: Uint8Array;
  /** Content of the user's package manager configurations, where there are any. */
  readonly npmrc?: Uint8Array;
  /** A `.yarnrc.yml` of yarn 2 and later. */
  readonly yarnrc?: Uint8Array;
  readonly goenv?: Uint8Array;
  /** A `uv.toml`. */
  readonly uv?: Uint8Array;
  /** The same with the package indexes of pip's settings, where uv's name none. */
  readonly 'uv-with-pip'?: Uint8Array;
  /** Logins by host name, in the format of ftp(1), which go, uv and git read. */
  readonly netrc?: Uint8Array;
  /** The environment, for secrets that name variables (`${NPM_TOKEN}`); nothing else looks at it. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly proxy?: ProxySettings;
  /** Certificates for registries, as they lie in Docker's `certs.d`. */
  readonly registries?: Registries;
}
