/**
 * The input of every pipeline (`up`, `down`, `check`): one value with settings, engine, runtimes
 * and event listener.
 *
 * A pipeline may run many times in one process, so it keeps nothing between two runs. Whatever
 * outlives a run, such as the engine's connections, belongs to the caller.
 */
import type { Engine } from './engine.js';
import type { Emit } from './events.js';
import type { InstalledRuntime } from './installed-runtime.js';
import type { NamesAndPorts, Settings } from './settings.js';

/** A secret that a build provides to its steps, which may print it. */
export interface ServedSecret {
  readonly value: Uint8Array;
  /** `settings`: a package manager's file, in which only passwords and tokens are secret. */
  readonly kind: 'value' | 'settings';
}

/** The input of a pipeline. */
export interface PipelineContext {
  readonly settings: Settings;
  readonly engine: Engine;
  /** Sorted by precedence, then by id. */
  readonly runtimes: readonly InstalledRuntime[];
  /**
   * Runtime packages that the project needs and that are not installed, as `name` or `name@range`.
   */
  readonly missingRuntimes: readonly string[];
  /** Names of the functions that the run is about; undefined: all functions of the project. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly emit: Emit;
  /**
   * Receives the secrets of each build before its first step runs, so that the listener can hide
   * them in events and errors.
   */
  readonly onSecrets?: (secrets: readonly ServedSecret[]) => void;
  /** Aborted with a SmolfaasError `interrupted` as its reason. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. Passed in, so that no stage reads the clock itself. */
  readonly now: () => number;
  /**
   * Returns an unguessable string of hex digits, a different one each time. Passed in, so that no
   * stage generates its own.
   */
  readonly token: () => string;
  /** Names and ports in the settings that no user gave. `up` records them. */
  readonly chosen?: Partial<NamesAndPorts>;
  /** When the run began, before its names were chosen, perhaps for the second time; as `now`. */
  readonly begin?: number;
}

/**
 * Whether a run is about this function. It leaves all others exactly as they are: it reads no
 * source of theirs, keeps their containers, routes, records and images, and does not report them.
 */
export function isAbout({ only }: Pick<PipelineContext, 'only'>, fn: string): boolean {
  return only === undefined || only.has(fn);
}
