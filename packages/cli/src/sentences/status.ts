/**
 * Words for the status of functions (`ps`): a few for the table, and one line for the last error.
 */
import type { FunctionStatus, LastError, LastErrorFacts } from '@smolfaas/core';
import { moment } from '../text/moment.js';
import { mebibytes } from '../text/size.js';
import { conditionWord } from './condition.js';
import { rejectionText } from './rejections.js';
import { SILENCE } from './silence.js';
import { sourceProblem } from './source-problem.js';

/** `crashed (exit 137)`: the status in a table. */
export function conditionText({ condition, exitCode, directoryGone }: FunctionStatus): string {
  const why = [
    ...(condition === 'crashed' && exitCode !== undefined ? [`exit ${exitCode}`] : []),
    ...(directoryGone === true ? ['no directory'] : []),
  ];
  return `${conditionWord(condition)}${why.length === 0 ? '' : ` (${why.join(', ')})`}`;
}

type Texts = { readonly [C in keyof LastErrorFacts]: (facts: LastErrorFacts[C], now: number) => string };

const TEXTS: Texts = {
  crashed: ({ restarts, last, memoryLimit, line }, now) => {
    const limit = memoryLimit === undefined ? '' : ` at ${mebibytes(memoryLimit)}`;
    const why = [
      ...(last?.exitCode === undefined ? [] : [`exit ${last.exitCode}`]),
      ...(last?.oomKilled === true ? [`out of memory${limit}`] : []),
    ];
    const parts = [
      `crashed${why.length === 0 ? '' : ` (${why.join(', ')})`}`,
      ...(restarts === 0 ? [] : [`restarted ${restarts} time${restarts === 1 ? '' : 's'}`]),
      ...(last === undefined ? [] : [`last at ${moment(last.at, now)}`]),
    ];
    return `${parts.join(', ')}${line === undefined ? '' : `: ${line.trim()}`}`;
  },
  'does-not-answer': ({ why, seconds }) => `does not answer: ${SILENCE[why](seconds)}`,
  'source-rejected': ({ reason, at }, now) =>
    `the up at ${moment(at, now)} rejected its source: ${rejectionText(reason)}`,
  'source-unusable': ({ error }) => sourceProblem(error),
};

/** One line. @param now milliseconds since 1970: times of another day are shown with their date */
export function lastErrorText({ code, facts }: LastError, now: number): string {
  return textOf(code, facts, now);
}

function textOf<C extends keyof LastErrorFacts>(code: C, facts: LastErrorFacts[C], now: number): string {
  return TEXTS[code](facts, now);
}
