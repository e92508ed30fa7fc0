/**
 * Reports what a run is going to do, and what it leaves unchanged although it looks odd.
 */
import type { Emit } from '../contract/events.js';
import { LABEL } from '../contract/labels.js';
import type { CrashReport } from '../observed/crashes.js';
import type { FunctionPlan, Plan } from './plan.js';

/**
 * Emits one event per function that is or will be deployed, and a warning for each one that crashed
 * or whose directory is gone. A note reports that containers of an earlier version are replaced.
 */
export function announcePlan(plan: Plan, crashes: ReadonlyMap<string, CrashReport>, emit: Emit): void {
  for (const [fn, { log: detail, ...facts }] of crashes)
    emit({ type: 'warning', function: fn, notice: { code: 'crashed', facts }, detail });
  const { length: count } = plan.functions.filter(({ action, current }) => action === 'replace' && isOlder(current));
  if (count > 0) emit({ type: 'note', notice: { code: 'containers-renewed', facts: { count } } });
  for (const { function: fn, action, reasons, current, orphan } of plan.functions) {
    const runs = current !== undefined;
    if (action !== 'keep' || runs) emit({ type: 'plan', function: fn, action, reasons });
    if (action === 'keep' && orphan)
      emit({ type: 'warning', function: fn, notice: { code: 'orphan', facts: { runs } } });
  }
}

/** Containers of earlier versions carry no address in a label. */
const isOlder = (current: FunctionPlan['current']): boolean =>
  current !== undefined && current.instances[0].labels[LABEL.alias] === undefined;
