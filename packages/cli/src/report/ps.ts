/**
 * The report of `ps`: a table of all functions, then one line for each that has a problem, then one
 * summary line. Always exit 0: a function that does not run is an answer, not a failure of `ps`.
 *
 * Invariant: on a terminal no line of the table is wider than it. What does not fit is dropped by
 * priority; the URL then has one line for all functions, because only the name differs.
 */
import type { FunctionStatus, LastError, StatusOutcome } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import type { Theme } from '../render/theme.js';
import { conditionWord } from '../sentences/condition.js';
import { conditionText, lastErrorText } from '../sentences/status.js';
import { age } from '../text/age.js';
import { cutEnd } from '../text/cut.js';
import { safe, safeLogLine } from '../text/safe.js';
import { type Column, fittedTable } from './fitted-table.js';
import { errorJson, type Report } from './report.js';
import type { Cell } from './table.js';

export interface PsLook {
  readonly theme: Theme;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Columns of the terminal; undefined without one. */
  readonly width: number | undefined;
  readonly functionsDir: string;
}

/** What `ps --watch` adds: columns, and which functions have room in the table. */
export interface PsExtra {
  readonly shown: readonly FunctionStatus[];
  readonly columns: (functions: readonly FunctionStatus[]) => readonly Column[];
}

export function reportPs(outcome: StatusOutcome, look: PsLook): Report {
  const lines = psLines(outcome, look);
  return { text: lines.map((line) => `${line}\n`).join(''), json: psJson(outcome, look.now), exit: 0 };
}

/** The lines without line ends. */
export function psLines(outcome: StatusOutcome, look: PsLook, extra?: PsExtra): readonly string[] {
  const { functions } = outcome;
  const shown = extra?.shown ?? functions;
  if (functions.length === 0) return [`No functions in ${safe(look.functionsDir)}, and none deployed.`];
  const columns = [...ownColumns(shown, look), ...(extra?.columns(shown) ?? []), urlColumn(shown)];
  const { lines, dropped } = fittedTable(columns, look.width, look.theme.dim);
  const problems = functions.flatMap((fn) => problemLine(fn, look));
  return [
    ...lines,
    ...(dropped.includes('url') ? urlPattern(shown, look) : []),
    ...(problems.length > 0 ? ['', ...problems] : []),
    '',
    summary(outcome, look),
  ];
}

function ownColumns(functions: readonly FunctionStatus[], { theme, now }: PsLook): readonly Column[] {
  const of = (text: (fn: FunctionStatus) => string, paint?: (fn: FunctionStatus) => Cell['paint']) =>
    functions.map((fn): Cell => {
      const colour = paint?.(fn);
      return { text: text(fn), ...(colour && { paint: colour }) };
    });
  return [
    {
      key: 'function',
      head: 'FUNCTION',
      most: 0.3,
      cells: of(
        ({ function: fn }) => safe(fn),
        () => theme.name,
      ),
    },
    { key: 'runtime', head: 'RUNTIME', drop: 6, cells: of(({ runtime }) => safe(runtime ?? '')) },
    { key: 'status', head: 'STATUS', cells: of(conditionText, ({ condition }) => colourOf(condition, theme)) },
    { key: 'age', head: 'AGE', drop: 2, alignEnd: true, cells: of((fn) => ageText(fn, now)) },
    { key: 'restarts', head: 'RESTARTS', drop: 5, alignEnd: true, cells: of(restartsText) },
    { key: 'memory', head: 'MEMORY', drop: 3, alignEnd: true, cells: of(memoryText) },
  ];
}

function urlColumn(functions: readonly FunctionStatus[]): Column {
  return { key: 'url', head: 'URL', drop: 9, cells: functions.map(({ url }) => ({ text: safe(url ?? '') })) };
}

function colourOf(condition: FunctionStatus['condition'], theme: Theme): Cell['paint'] {
  if (condition === 'running') return theme.good;
  if (condition === 'starting' || condition === 'paused') return theme.warn;
  return condition === 'stopped' || condition === 'not-deployed' ? theme.dim : theme.bad;
}

const ageText = ({ startedAt }: FunctionStatus, now: number): string =>
  startedAt === undefined ? '' : age(now - startedAt);

const restartsText = ({ restarts, condition }: FunctionStatus): string =>
  condition === 'not-deployed' || (condition === 'stopped' && restarts === 0) ? '' : String(restarts);

/** `41/512 MiB` */
function memoryText({ memory }: FunctionStatus): string {
  if (memory?.usedBytes === undefined) return '';
  const mib = (bytes: number): string => String(Math.round(bytes / 2 ** 20));
  const { usedBytes, limitBytes } = memory;
  return `${mib(usedBytes)}${limitBytes === undefined ? '' : `/${mib(limitBytes)}`} MiB`;
}

/** All URLs differ in the name only. */
function urlPattern(functions: readonly FunctionStatus[], { theme }: PsLook): readonly string[] {
  const found = functions.find(({ url }) => url !== undefined);
  if (found?.url === undefined) return [];
  return [`${theme.dim('URL:')} ${safe(found.url.slice(0, -found.function.length))}FUNCTION`];
}

/** `✗ api: crashed (exit 1), restarted 3 times: Error: boom` */
function problemLine(fn: FunctionStatus, { theme, now, width }: PsLook): readonly string[] {
  if (fn.lastError === undefined && fn.condition !== 'not-routed') return [];
  const why = fn.lastError === undefined ? 'runs, but has no route; run smolfaas up' : lastErrorText(fn.lastError, now);
  const name = cutEnd(safe(fn.function), 40);
  const text = safeLogLine(why);
  const room = width === undefined ? text.length : Math.max(20, width - name.length - '✗ : '.length);
  return [`${theme.bad('✗')} ${theme.name(name)}: ${cutEnd(text, room)}`];
}

const ROUTER = {
  running: undefined,
  none: 'no router',
  stopped: 'the router is stopped',
  'not-answering': 'the router does not answer',
} as const;

/** `60 functions: 58 running, 2 crashed` */
function summary({ functions, router, runInProgress }: StatusOutcome, { theme }: PsLook): string {
  const counts = countsOf(functions).map(([condition, count]) => {
    const text = `${count} ${conditionWord(condition)}`;
    return condition === 'running' ? text : (colourOf(condition, theme)?.(text) ?? text);
  });
  const fault = functions.some(({ instances }) => instances > 0) ? ROUTER[router] : undefined;
  const more = [
    ...(fault === undefined ? [] : [theme.bad(`${fault}, so none can be called; run smolfaas up`)]),
    ...(runInProgress ? [`${safe(runInProgress.verb)} is running (pid ${runInProgress.pid})`] : []),
  ];
  const total = `${functions.length} function${functions.length === 1 ? '' : 's'}`;
  return [`${total}: ${counts.join(', ')}`, ...more].join('; ');
}

function countsOf(functions: readonly FunctionStatus[]): readonly (readonly [FunctionStatus['condition'], number])[] {
  const counts = new Map<FunctionStatus['condition'], number>();
  for (const { condition } of functions) counts.set(condition, (counts.get(condition) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => Number(b === 'running') - Number(a === 'running') || (a < b ? -1 : 1));
}

/** The document of `--json`, see docs/json.md. */
export function psJson({ functions, router, runInProgress }: StatusOutcome, now: number) {
  return {
    functions: functions.map(({ lastError, ...fn }) => ({ ...fn, ...errorOf(lastError, now) })),
    router,
    ...(runInProgress && { runInProgress }),
  };
}

function errorOf(error: LastError | undefined, now: number): object {
  if (error === undefined) return {};
  const { code, facts } = error;
  const text = lastErrorText(error, now);
  const shown = code === 'source-unusable' ? { error: errorJson(describe(facts.error)) } : facts;
  return { lastError: { code, text, facts: shown } };
}
