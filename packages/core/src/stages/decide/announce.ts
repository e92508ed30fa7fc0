/**
 * Tells the user what a run is going to do, and what it will leave alone although it looks odd.
 */
import type { Emit } from '../../contract/events.js';
import type { FunctionPlan, Plan } from './plan.js';

/** One event per function that is or will be deployed, and a warning for each one whose directory is gone. */
export function announcePlan(plan: Plan, emit: Emit): void {
  for (const one of plan.functions) {
    const nothingToKeep = one.action === 'keep' && one.current === undefined;
    if (!nothingToKeep) emit({ type: 'plan', function: one.function, action: one.action, reasons: one.reasons });
    if (one.action === 'keep' && one.orphan)
      emit({ type: 'warning', function: one.function, message: orphanWarning(one) });
  }
}

function orphanWarning({ function: fn, current }: FunctionPlan): string {
  const stays = current === undefined ? 'it does not run, but is still known' : 'it keeps running';
  return `its directory is gone; ${stays} (to remove it: smolfaas down ${fn}, or smolfaas up --remove-orphans)`;
}
