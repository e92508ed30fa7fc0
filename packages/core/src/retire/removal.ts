/**
 * Removes several objects, each independently: failures are collected, and the rest continues.
 *
 * Only failures of a single object are collected (something is attached to it, or the engine
 * refuses). If the engine itself is gone, or the user interrupts, continuing makes no sense and the
 * error ends the run.
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { Emit } from '../contract/events.js';
import type { DownOutcome } from '../contract/outcome.js';

type Kind = DownOutcome['removed'][number]['kind'];

export interface Removal {
  /** Runs `work`, then reports the object as removed, or collects the failure. */
  attempt(kind: Kind, name: string, work: () => Promise<void>): Promise<void>;
  /** The result so far. */
  outcome(): DownOutcome;
}

/** Starts with an empty list of removals. */
export function startRemoval(emit: Emit): Removal {
  const removed: { kind: Kind; name: string }[] = [];
  const failures: SmolfaasError[] = [];
  return {
    async attempt(kind, name, work) {
      try {
        await work();
      } catch (error) {
        if (!isSmolfaasError(error, 'removal-blocked') && !isSmolfaasError(error, 'engine-error')) throw error;
        failures.push(isSmolfaasError(error, 'removal-blocked') ? blocked(kind, name, error) : error);
        return;
      }
      removed.push({ kind, name });
      emit({ type: 'removed', kind, name });
    },
    outcome: () => ({ removed: [...removed].sort(byKindAndName), failures }),
  };
}

/** SmolFaaS removes by id, but users know names. */
function blocked(kind: Kind, name: string, error: SmolfaasError<'removal-blocked'>): SmolfaasError {
  if (kind === 'state') return error;
  return new SmolfaasError('removal-blocked', { ...error.facts, kind, name }, { cause: error });
}

const byKindAndName = (a: { kind: Kind; name: string }, b: { kind: Kind; name: string }): number =>
  a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind < b.kind ? -1 : 1;
