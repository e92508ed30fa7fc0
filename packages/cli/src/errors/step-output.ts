/**
 * Shows the output of a failed build step: the lines that core chose, in their order. A line with
 * `…` stands for those between them.
 *
 * Gotcha: lines left out before the first one get no such line. The log file has them too.
 */
import type { ErrorFacts } from '@smolfaas/core';
import { safeLogLine } from '../text/safe.js';
import type { Sentence } from './sentence.js';

/** The detail lines, and what is only in the log file. */
export function stepOutput({
  log,
  gaps = [],
}: Pick<ErrorFacts['build-step-failed'], 'log' | 'gaps'>): Pick<Sentence, 'detail' | 'inLog'> {
  const detail = log.flatMap((line, at) => {
    const left = at === 0 ? undefined : gaps.find(({ before }) => before === at)?.lines;
    const between = left === undefined ? [] : [`… ${left} line${left === 1 ? '' : 's'}`];
    return [...between, safeLogLine(line)];
  });
  if (gaps.length === 0) return { detail };
  const all = gaps.reduce((sum, { lines }) => sum + lines, log.length);
  return { detail, inLog: `all ${all} lines` };
}
