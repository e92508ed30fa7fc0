/**
 * The sentence about a function's crashes since it was ready.
 */
import type { CrashFacts } from '@smolfaas/core';
import { mebibytes } from '../text/size.js';

/** Such as `crashed 2 times since it was ready (exit code 1, last at 03:12)`. */
export function crashText({ restarts, starved, last, memoryLimit }: CrashFacts): string {
  const limit = memoryLimit === undefined ? '' : `, limit ${mebibytes(memoryLimit)}`;
  const exit = last?.exitCode === undefined ? [] : [`exit code ${last.exitCode}`];
  const why = last?.oomKilled === true ? [`out of memory${limit}`] : exit;
  const when = last === undefined ? [] : [`last at ${new Date(last.at).toTimeString().slice(0, 5)}`];
  const about = [...why, ...when].join(', ');
  const what =
    restarts > 0 ? `crashed ${times(restarts)}` : `had a process killed ${times(starved)} for its use of memory`;
  return `${what} since it was ready${about === '' ? '' : ` (${about})`}`;
}

const times = (count: number): string => `${count} time${count === 1 ? '' : 's'}`;
