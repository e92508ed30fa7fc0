/**
 * The report of `up`: a table of all functions with their URLs, and after a change a line to paste
 * (try-it.ts). It is data, so it is written to stdout, while progress is written to stderr.
 * `smolfaas up > result` keeps only the report.
 */
import type { FunctionOutcome, UpOutcome } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
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
    ? emptyHint(look)
    : [...summary(outcome.functions, look), '', countLine(counts, look), ...tryIt(outcome, look)];
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    json: {
      empty: outcome.empty,
      functions: outcome.functions.map((fn) => functionJson(fn, look.log)),
      counts,
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

interface Counts {
  readonly ok: number;
  readonly failed: number;
}

function countsOf(functions: readonly FunctionOutcome[]): Counts {
  const failed = functions.filter(({ status }) => status === 'failed').length;
  return { ok: functions.length - failed, failed };
}

/** `58 ok, 2 failed` */
function countLine({ ok, failed }: Counts, { theme }: UpLook): string {
  return failed === 0 ? `${ok} ok` : `${ok} ok, ${theme.bad(`${failed} failed`)}`;
}

function summary(functions: readonly FunctionOutcome[], { theme, now }: UpLook): string[] {
  const head = ['FUNCTION', 'STATUS', 'TIME', 'URL'].map((text): Cell => ({ text, paint: theme.dim }));
  return functions.length === 0 ? [] : table([head, ...functions.map((fn) => row(fn, theme, now))]);
}

function row(fn: FunctionOutcome, theme: Theme, now: number): Cell[] {
  const status = fn.status === 'failed' ? theme.bad : theme.good;
  return [
    { text: safe(fn.function), paint: theme.name },
    { text: fn.status === 'failed' ? failedText(fn.stillServing, now) : fn.status, paint: status },
    { text: fn.status === 'unchanged' ? '' : notableDuration(fn.ms), paint: theme.dim },
    { text: fn.url === undefined ? '' : safe(fn.url) },
  ];
}

function emptyHint({ settings: { functionsDir } }: UpLook): string[] {
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
