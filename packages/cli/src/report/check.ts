/**
 * The text of `check`, fixed word for word by the specification: a heading, a block for each
 * function, one summary line. Exit 0 when nothing was found, 1 otherwise.
 */
import type { BuilderView, CheckOutcome, Finding } from '@smolfaas/core';
import { describe } from '../errors/describe.js';
import { AS } from '../render/builder-lines.js';
import type { Theme } from '../render/theme.js';
import { findingText } from '../sentences/findings.js';
import { quote, safe, safeLogLine } from '../text/safe.js';
import { errorJson, type Report } from './report.js';

/** Inputs of the text besides the outcome; `now` in milliseconds since 1970. */
export interface CheckLook {
  readonly theme: Theme;
  readonly now: number;
  /** Leaves out what is as it should be. */
  readonly problemsOnly?: boolean;
}

/** A finding shows at most this many detail lines. */
const DETAIL_LINES = 10;

export function reportCheck(found: CheckOutcome, { theme, now, problemsOnly = false }: CheckLook): Report {
  const told = (findings: readonly Finding[]) => findings.map((finding) => tell(finding, now));
  const all = found.functions.map((fn) => ({ ...fn, findings: told(fn.findings) }));
  const faults = told(found.general).filter(({ ok }) => !ok);
  const problems = all.map((fn) => ({ ...fn, findings: fn.findings.filter(({ ok }) => !ok) }));
  const functions = problemsOnly ? problems.filter(({ findings }) => findings.length > 0) : all;
  const outcome = { ...found, functions, general: problemsOnly ? faults : told(found.general) };
  const sound = outcome.attention === 0 && faults.length === 0;
  const blocks = functions.map(({ function: name, findings }) => block(safe(name), findings, theme));
  if (outcome.general.length > 0) blocks.push(block('(router and network)', outcome.general, theme));
  if (outcome.builder !== undefined && !problemsOnly)
    blocks.push(block('(builder)', [builder(outcome.builder)], theme));
  const head = problemsOnly ? [] : ['Consistency Check Results:', '==========================', ''];
  const lines = [...head, ...blocks.flat(), ...running(outcome)];
  return {
    text: [...lines, summary({ ...outcome, functions: all }, faults.length)].map((line) => `${line}\n`).join(''),
    json: { consistent: sound, ...outcome },
    exit: sound ? 0 : 1,
  };
}

/** A line of the text. */
interface Line {
  readonly ok: boolean;
  readonly text: string;
  readonly detail?: readonly string[];
}

/**
 * A finding in the form of `--json`: a rejection has its own field, and an error has the form of
 * all errors.
 */
function tell(finding: Finding, now: number) {
  const { ok, code, facts, ...detail } = finding;
  const told = { ok, code, text: findingText(finding, now), ...detail };
  if (code === 'source-rejected') return { ...told, rejection: facts };
  if (code === 'source-unusable') return { ...told, facts: { error: errorJson(describe(facts.error)) } };
  return { ...told, facts };
}

function block(title: string, findings: readonly Line[], theme: Theme): string[] {
  const lines = findings.flatMap(({ ok, text, detail = [] }) => [
    `  ${ok ? theme.good('✓') : theme.bad('✗')} ${safe(text)}`,
    ...detail.slice(-DETAIL_LINES).map((line) => theme.dim(`    │ ${safeLogLine(line)}`)),
  ]);
  return [`${title}:`, ...lines, ''];
}

/**
 * The privileges are always shown, since a builder may do more than any function. Nothing in this
 * line is a fault.
 */
function builder({ name, state, exitCode, image, privileges, outdated }: BuilderView): Line {
  const code = exitCode === undefined ? '' : ` ${exitCode}`;
  const as = privileges === undefined ? '' : ` ${AS[privileges]}`;
  const stands = state === 'running' ? `running${as}` : `not running (${state}${code}), made to run${as}`;
  const starts = state === 'running' ? '' : '; the next build starts it';
  const next = outdated ? '; the next build recreates it, since its settings changed' : starts;
  return { ok: true, text: `Builder ${name} ${stands}, image ${image}${next}` };
}

function running({ runInProgress }: Pick<CheckOutcome, 'runInProgress'>): string[] {
  if (runInProgress === undefined) return [];
  const { verb, pid } = runInProgress;
  return [`Run in progress: ${quote(verb)} (pid ${pid}). Findings may be out of date.`, ''];
}

type Told = readonly { readonly findings: readonly { readonly ok: boolean; readonly code: string }[] }[];

function summary({ attention, functions }: { attention: number; functions: Told }, faults: number): string {
  if (attention > 0) {
    const advice = faults === 0 && allRejected(functions) ? "Change the source, then run 'smolfaas up'." : FIX;
    return `Summary: ${attention} function(s) need attention. ${advice}`;
  }
  if (faults > 0) return `Summary: router and network need attention. ${FIX}`;
  return `Summary: all ${functions.length} function(s) consistent.`;
}

const FIX = "Run 'smolfaas up' to fix.";

/**
 * `up` builds before it does anything else for a function. So the function's other faults also
 * remain until the source changes.
 */
function allRejected(functions: Told): boolean {
  const faulty = functions.filter(({ findings }) => findings.some(({ ok }) => !ok));
  return faulty.every(({ findings }) => findings.some(({ code }) => code === 'source-rejected'));
}
