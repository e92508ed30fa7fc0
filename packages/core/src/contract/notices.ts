/**
 * Notices: what a user should know although nothing failed.
 * Each is a code with facts; the CLI turns them into sentences.
 */
import type { ChosenBuilder } from './buildkit-manager.js';
import type { Coded } from './coded.js';
import type { ContainerCrash } from './function-manager.js';

/** What has happened to a function since it was ready. */
export interface CrashFacts {
  /** Restarts by the engine, not counting those by `docker restart`. */
  readonly restarts: number;
  /** Other processes of the container that the kernel killed because it ran out of memory. */
  readonly starved: number;
  /** The last crash, if the engine still remembers it. */
  readonly last?: ContainerCrash;
  /** The memory limit in bytes. */
  readonly memoryLimit?: number;
}

/** A runtime, and the file that it matched. */
export interface RuntimeMatch {
  readonly runtime: string;
  readonly evidence: string;
}

/** Why a port cannot be used: its holder as far as it is known, or a lack of rights. */
export interface PortUse {
  readonly port: number;
  readonly address: string;
  readonly forbidden: boolean;
  readonly process?: string;
  readonly pid?: number;
  readonly container?: string;
}

/** The facts of each notice. */
export interface NoticeFacts {
  // About a source, reported once, when SmolFaaS builds from it.
  /** Files that look like secrets are left out of the source. */
  'secrets-left-out': { paths: readonly string[] };
  /** Files that may contain private keys are included in the source. */
  'keys-included': { paths: readonly string[] };
  /** Symbolic links that lead out of the function; of `count`, only some are listed. */
  'links-outside': { links: readonly { readonly path: string; readonly target: string }[]; count: number };
  'source-large': {
    files: number;
    bytes: number;
    largest: readonly { readonly path: string; readonly bytes: number }[];
  };
  'several-runtimes': { won: RuntimeMatch; others: readonly RuntimeMatch[] };
  /** A Dockerfile that no runtime detects, in a function that another runtime builds. */
  'dockerfile-elsewhere': { path: string };
  /** Text from the runtime or from the builder. */
  'runtime-says': { text: string };
  'builder-says': { text: string };
  /** A file of the function names a variable that is not set on this host. */
  'variable-unset': { file: string; variable: string };

  // About a function that runs.
  'answers-with-error': { status: number };
  crashed: CrashFacts;
  /** Its directory is gone, but SmolFaaS keeps it. */
  orphan: { runs: boolean };
  /** The project file names a function that has no directory. `known` are those that have one. */
  'no-directory': { known: readonly string[] };
  /** SmolFaaS replaces containers of an earlier version once. */
  'containers-renewed': { count: number };
  'container-not-removed': { name: string; why: string };
  'image-not-removed': { name: string };

  // About images.
  /**
   * The text of a Dockerfile does not determine an image that it names. SmolFaaS therefore cannot
   * lock it, or check before a build without a network whether it is present.
   */
  'image-untold': { line: number; written: string; purpose: 'lock' | 'offline' };
  /** A bundle cannot contain an image that is referenced by digest. */
  'image-not-bundled': { reference: string };

  // About the run.
  'state-set-aside': { path: string };
  /** The default names, or one of them, are in use, so the project has names of its own. */
  'names-chosen': { network: string; object: string; otherDir?: string };
  /** The usual or remembered ports are in use. `port` is one of them, and `why` who has it. */
  'ports-chosen': { httpPort: number; httpsPort: number } & PortUse;
  /** Another project's directory is gone, and it still has containers. */
  'project-gone': { id: string; functionsDir: string; containers: number };
  /** The database was copied with its directory; this project begins with records of its own. */
  'state-copied': { otherDir: string };
  /** The router listens on an address that other machines can reach. */
  'open-address': { address: string };
  /** Registries in the project file that this builder does not use. */
  'registries-unheard': { hosts: readonly string[]; builder: ChosenBuilder['kind'] };
}

/** One notice. */
export type Notice = Coded<NoticeFacts>;
