/**
 * Notices: what a user should know although nothing failed.
 */
import type { ChosenBuilder } from './buildkit-manager.js';
import type { Coded, NoFacts } from './coded.js';
import type { ContainerCrash } from './function-manager.js';

/** What has happened to a function since it was ready. */
export interface CrashFacts {
  /** Restarts by the engine, without those by `docker restart`. */
  readonly restarts: number;
  /** Other processes of the container that were killed for their memory. */
  readonly starved: number;
  /** Of the last crash, where the engine still remembers it. */
  readonly last?: ContainerCrash;
  /** Bytes. */
  readonly memoryLimit?: number;
}

/** A runtime, and the file that speaks for it. */
export interface RuntimeMatch {
  readonly runtime: string;
  readonly evidence: string;
}

/** The facts of each notice. */
export interface NoticeFacts {
  // About a source, once, when something is built from it.
  /** Files that look like secrets are not part of it. */
  'secrets-left-out': { paths: readonly string[] };
  /** Files that may hold private keys are part of it. */
  'keys-included': { paths: readonly string[] };
  'source-large': {
    files: number;
    bytes: number;
    largest: readonly { readonly path: string; readonly bytes: number }[];
  };
  'several-runtimes': { won: RuntimeMatch; others: readonly RuntimeMatch[] };
  /** In the words of the runtime, or of the builder. */
  'runtime-says': { text: string };
  'builder-says': { text: string };
  /** A file of the function names a variable that is not set on this host. */
  'variable-unset': { file: string; variable: string };

  // About a function that runs.
  'answers-with-error': { status: number };
  crashed: CrashFacts;
  /** Its directory is gone, and it stays. */
  orphan: { runs: boolean };
  /** The project file names a function that has no directory. */
  'no-directory': NoFacts;
  /** Containers of an earlier version are replaced once. */
  'containers-renewed': { count: number };
  'container-not-removed': { name: string; why: string };
  'image-not-removed': { name: string };

  // About images.
  /** An image that a Dockerfile names cannot be told from its text, and so not be locked, or looked for before a build without a network. */
  'image-untold': { line: number; written: string; purpose: 'lock' | 'offline' };
  /** A reference with a digest cannot travel in a bundle. */
  'image-not-bundled': { reference: string };

  // About the run.
  'state-set-aside': { path: string };
  /** The router listens on an address that other machines reach. */
  'open-address': { address: string };
  /** Registries of the project file that this builder does not go by. */
  'registries-unheard': { hosts: readonly string[]; builder: ChosenBuilder['kind'] };
}

/** One notice. */
export type Notice = Coded<NoticeFacts>;
