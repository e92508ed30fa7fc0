/**
 * Tells the user what a run is going to do, and what it will leave alone although it looks odd.
 */
import type { Emit } from '../contract/events.js';
import { LABEL } from '../contract/labels.js';
import { type CrashReport, crashText } from '../observed/crashes.js';
import type { FunctionPlan, Plan } from './plan.js';

/**
 * One event per function that is or will be deployed, a warning for each one whose directory is gone or that has crashed, and a note where
 * containers of an earlier version are replaced.
 */
export function announcePlan(plan: Plan, crashes: ReadonlyMap<string, CrashReport>, emit: Emit): void {
  for (const [fn, report] of crashes)
    emit({ type: 'warning', function: fn, message: `it ${crashText(report)}`, detail: report.log });
  const older = plan.functions.filter(({ action, current }) => action === 'replace' && isOlder(current));
  if (older.length > 0) emit({ type: 'note', message: olderNote(older.length) });
  for (const one of plan.functions) {
    const nothingToKeep = one.action === 'keep' && one.current === undefined;
    if (!nothingToKeep) emit({ type: 'plan', function: one.function, action: one.action, reasons: one.reasons });
    if (one.action === 'keep' && one.orphan)
      emit({ type: 'warning', function: one.function, message: orphanWarning(one) });
  }
}

/** Containers of earlier versions have no address of their own in a label. */
const isOlder = (current: FunctionPlan['current']): boolean =>
  current !== undefined && current.instances[0].labels[LABEL.alias] === undefined;

function olderNote(count: number): string {
  const gives = 'This version gives containers addresses that cannot be guessed, and CPU weights';
  return `${gives}: it replaces ${count} container(s) of an earlier version once, without losing requests.`;
}

function orphanWarning({ function: fn, current }: FunctionPlan): string {
  const stays = current === undefined ? 'it does not run, but is still known' : 'it keeps running';
  return `its directory is gone; ${stays} (to remove it: smolfaas down ${fn}, or smolfaas up --remove-orphans)`;
}
