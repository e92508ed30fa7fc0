/**
 * The text of `check`, fixed by the specification to the letter: a heading, a block for each function, one line of summary.
 * Exit 0 when nothing was found, 1 otherwise.
 */
import type { BuilderView, CheckOutcome, Finding } from '@smolfaas/core';
import { AS } from '../render/builder-lines.js';
import type { Theme } from '../render/theme.js';
import { moment } from '../text/moment.js';
import { quote, safe, safeLogLine } from '../text/safe.js';
import type { Report } from './report.js';

/** What the text depends on besides the outcome; `now` in milliseconds since 1970. */
export interface CheckLook {
  readonly theme: Theme;
  readonly now: number;
}

/** Of further lines to a finding, as many as help. */
const DETAIL_LINES = 10;

export function reportCheck(found: CheckOutcome, { theme, now }: CheckLook): Report {
  const outcome = withTimes(found, now);
  const faults = outcome.general.filter(({ ok }) => !ok);
  const sound = outcome.attention === 0 && faults.length === 0;
  const blocks = outcome.functions.map(({ function: name, findings }) => block(safe(name), findings, theme));
  if (outcome.general.length > 0) blocks.push(block('(router and network)', outcome.general, theme));
  if (outcome.builder !== undefined) blocks.push(block('(builder)', [builder(outcome.builder)], theme));
  const lines = ['Consistency Check Results:', '==========================', '', ...blocks.flat(), ...running(outcome)];
  return {
    text: [...lines, summary(outcome, faults.length)].map((line) => `${line}\n`).join(''),
    json: { consistent: sound, ...outcome },
    exit: sound ? 0 : 1,
  };
}

/** The line about a rejected source says when and why: `Source was rejected by the last up at 02:31 (…)`. */
function withTimes(outcome: CheckOutcome, now: number): CheckOutcome {
  const timed = (finding: Finding): Finding => {
    const { text, rejection } = finding;
    if (rejection === undefined) return finding;
    return { ...finding, text: `${text} at ${moment(rejection.at, now)} (${rejection.reason})` };
  };
  return { ...outcome, functions: outcome.functions.map((fn) => ({ ...fn, findings: fn.findings.map(timed) })) };
}

function block(title: string, findings: readonly Finding[], theme: Theme): string[] {
  const lines = findings.flatMap(({ ok, text, detail = [] }) => [
    `  ${ok ? theme.good('✓') : theme.bad('✗')} ${safe(text)}`,
    ...detail.slice(-DETAIL_LINES).map((line) => theme.dim(`    │ ${safeLogLine(line)}`)),
  ]);
  return [`${title}:`, ...lines, ''];
}

/** How much it may do is said each time: it is more than any function may. Nothing about it is a fault. */
function builder({ name, state, exitCode, image, privileges, outdated }: BuilderView): Finding {
  const code = exitCode === undefined ? '' : ` ${exitCode}`;
  const as = privileges === undefined ? '' : ` ${AS[privileges]}`;
  const stands = state === 'running' ? `running${as}` : `not running (${state}${code}), made to run${as}`;
  const starts = state === 'running' ? '' : '; the next build starts it';
  const next = outdated ? '; the next build makes it anew, since its settings changed' : starts;
  return { ok: true, text: `Builder ${name} ${stands}, image ${image}${next}` };
}

function running({ runInProgress }: CheckOutcome): string[] {
  if (runInProgress === undefined) return [];
  const { verb, pid } = runInProgress;
  return [`Run in progress: ${quote(verb)} (pid ${pid}). Findings may be out of date.`, ''];
}

function summary({ attention, functions }: CheckOutcome, faults: number): string {
  if (attention > 0) {
    const advice = faults === 0 && allRejected(functions) ? "Change the source, then run 'smolfaas up'." : FIX;
    return `Summary: ${attention} function(s) need attention. ${advice}`;
  }
  if (faults > 0) return `Summary: router and network need attention. ${FIX}`;
  return `Summary: all ${functions.length} function(s) consistent.`;
}

const FIX = "Run 'smolfaas up' to fix.";

/** `up` builds before it does anything else for a function, so its other faults stay as well until the source changes. */
function allRejected(functions: CheckOutcome['functions']): boolean {
  const faulty = functions.filter(({ findings }) => findings.some(({ ok }) => !ok));
  return faulty.every(({ findings }) => findings.some(({ rejection }) => rejection !== undefined));
}
