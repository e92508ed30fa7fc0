/**
 * The report of `up`: a table of all functions with their URLs, and after a change a line to paste
 * (try-it.ts). It is data, so it is written to stdout, while progress is written to stderr.
 * `smolfaas up > result` keeps only the report.
 */
import type { FunctionOutcome, UpOutcome } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { failureLines } from '../render/lines.js';
import type { Theme } from '../render/theme.js';
import { notableDuration } from '../text/duration.js';
import { safe } from '../text/safe.js';
import { failedText } from '../text/still-serving.js';
import { errorJson, type Report } from './report.js';
import { type Cell, table } from './table.js';
import { tryIt } from './try-it.js';
import type { UpLook } from './up-look.js';

export function reportUp(outcome: UpOutcome, look: UpLook): Report {
  const counts = countsOf(outcome.functions);
  const lines = outcome.empty
    ? emptyHint(look.settings)
    : [
        ...summary(outcome.functions, look),
        ...failures(outcome.functions, look),
        ...tryIt(outcome, look),
        '',
        countLine(counts, outcome, look),
      ];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    json: {
      empty: outcome.empty,
      functions: outcome.functions.map((fn) => functionJson(fn, look.log)),
      counts,
      ...(outcome.outside && { outside: outcome.outside }),
      ...(outcome.chosenBuilder && { chosenBuilder: outcome.chosenBuilder }),
    },
    exit: exitOf(outcome.functions),
  };
}

/**
 * 1 when a function failed. If all failures have the same other cause (engine gone, disk full),
 * that cause's code.
 */
function exitOf(functions: readonly FunctionOutcome[]): number {
  const exits = functions
    .filter(({ status }) => status === 'failed')
    .map(({ error }) => (error === undefined ? 1 : describe(error).exit));
  const [first = 0] = exits;
  return exits.every((exit) => exit === first) ? first : 1;
}

/** Columns from which the longest status leaves room for a URL. */
const WIDE = 120;

interface Counts {
  readonly ok: number;
  readonly failed: number;
}

function countsOf(functions: readonly FunctionOutcome[]): Counts {
  const failed = functions.filter(({ status }) => status === 'failed').length;
  return { ok: functions.length - failed, failed };
}

/** `58 ok, 2 failed; 3 others left as they are` */
function countLine({ ok, failed }: Counts, { functions, outside = [] }: UpOutcome, { theme }: UpLook): string {
  if (functions.length === 0) return 'Nothing runs, so nothing was restarted. Start it: smolfaas up';
  const counts = failed === 0 ? `${ok} ok` : `${ok} ok, ${theme.bad(`${failed} failed`)}`;
  const others = outside.length === 1 ? '1 other left as it is' : `${outside.length} others left as they are`;
  return outside.length === 0 ? counts : `${counts}; ${others}`;
}

function summary(functions: readonly FunctionOutcome[], { theme, now }: UpLook): string[] {
  const head = ['FUNCTION', 'STATUS', 'TIME', 'URL'].map((text): Cell => ({ text, paint: theme.dim }));
  return functions.length === 0 ? [] : table([head, ...functions.map((fn) => row(fn, theme, now))], theme.columns);
}

/** Tables of at most so many functions leave the failures that the display has shown in sight. */
const IN_SIGHT = 8;

/**
 * One line for each function that failed. On a terminal the display has shown each failure already,
 * so they are repeated only below a table that has pushed them away.
 */
function failures(functions: readonly FunctionOutcome[], { theme, log }: UpLook): string[] {
  if (theme.columns !== undefined && functions.length <= IN_SIGHT) return [];
  const lines = functions.flatMap(({ function: fn, error }) => {
    if (error === undefined) return [];
    const { code, message, facts, exit } = describe(error, log);
    return failureLines(fn, { code, message, facts, exit, detail: [] }, { theme });
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function row(fn: FunctionOutcome, theme: Theme, now: number): Cell[] {
  const status = fn.status === 'failed' ? theme.bad : theme.good;
  return [
    { text: safe(fn.function), paint: theme.name },
    { text: statusText(fn, theme, now), paint: status },
    { text: fn.status === 'unchanged' ? '' : notableDuration(fn.ms), paint: theme.dim },
    { text: fn.url === undefined ? '' : safe(fn.url) },
  ];
}

/** On a narrow terminal without the time of the version: the line of the failure is below the table. */
function statusText({ status, stillServing }: FunctionOutcome, { columns }: Theme, now: number): string {
  if (status !== 'failed') return status;
  const isNarrow = columns !== undefined && columns < WIDE;
  return isNarrow && stillServing !== undefined ? 'failed, old serves' : failedText(stillServing, now);
}

/** For a folder without functions. */
export function emptyHint({ functionsDir }: Pick<UpLook['settings'], 'functionsDir'>): string[] {
  const dir = safe(functionsDir);
  return [
    `No functions in ${dir}, and none deployed.`,
    `A function is a sub-directory with a server on port 8000. To make one: mkdir ${dir}/hello, then add go.mod, package.json,`,
    'requirements.txt or a Dockerfile.',
  ];
}

function functionJson({ error, ...fn }: FunctionOutcome, log: string | undefined): unknown {
  return { ...fn, ...(error === undefined ? {} : { error: errorJson(describe(error, log)) }) };
}
