/**
 * What every pipeline (`up`, `down`, `check`) is given: the one value that joins settings, the outside world, runtimes and listener.
 *
 * A pipeline may run many times in one process, so nothing is kept between two runs, and whatever lasts longer than one run (the engine's
 * connections) belongs to the caller.
 */
import type { Engine } from './engine.js';
import type { Emit } from './events.js';
import type { InstalledRuntime } from './installed-runtime.js';
import type { Settings } from './settings.js';

/** A secret that a build serves to its steps, which may print it. */
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
  /** Runtime packages that the project needs and that are not there, as `name` or `name@range`. */
  readonly missingRuntimes: readonly string[];
  readonly emit: Emit;
  /** Receives the secrets of each build before its first step runs, so that the listener can hide them in events and errors. */
  readonly onSecrets?: (secrets: readonly ServedSecret[]) => void;
  /** Aborted with a SmolfaasError `interrupted` as its reason. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970; given, so that no stage asks a clock of its own. */
  readonly now: () => number;
  /** Another text each time, of hex digits, that cannot be guessed; given for the same reason. */
  readonly token: () => string;
}
