/**
 * Stages 1 to 3: what a function's containers receive from this host besides the source. It is read
 * once, before anything starts.
 *
 *     env, env_file     read by `up` and `check`    part of the spec hash
 *     secrets           read by `up` only           compared by a keyed digest
 *
 * Invariant: a value is in no error, event or record. Errors name settings; the listener that hides
 * values receives them before anything could print them.
 */
import type { InputProblem } from '../../contract/errors.js';
import type { ContainerSecret } from '../../contract/function-manager.js';

/** A secret with its value, and the keyed digest by which two values are compared. */
export interface GivenSecret extends ContainerSecret {
  /** Name of the variable that has the value too. */
  readonly variable?: string;
  readonly digest: string;
}

/** What one function receives. */
export interface FunctionInputs {
  readonly env: Readonly<Record<string, string>>;
  /** Undefined in a run that reads no secrets. */
  readonly secrets?: readonly GivenSecret[];
}

/** The inputs that could be read, by function, and the problems with all others. */
export interface ReadInputs<T> {
  readonly values: ReadonlyMap<string, T>;
  readonly problems: readonly InputProblem[];
}
