/**
 * Turns events into permanent lines. The plain display consists of nothing else; the live display
 * prints the important ones above its live region.
 *
 * The plain form is stable, one event per line, so that it can be searched and compared:
 *
 *   fn-a  | #3 npm ci  done 1.2s
 *   fn-a  | ready 4.1s
 */
import type { StepEvent, SmolfaasEvent } from '@smolfaas/core';
import { describe, type Described } from '../errors/describe.js';
import { shortName } from '../text/image-name.js';
import { duration, notableDuration, timeOfDay } from '../text/duration.js';
import { noticeText } from '../sentences/notices.js';
import { phaseDetail } from '../sentences/readiness.js';
import { reasonText } from '../sentences/reasons.js';
import { safe, safeLogLine } from '../text/safe.js';
import { failedText } from '../text/still-serving.js';
import { builderLines } from './builder-lines.js';
import type { Theme } from './theme.js';

/** A warning shows at most this many detail lines. */
const DETAIL_LINES = 10;

/** A remark of the CLI itself, about something it found before it called a pipeline. */
export interface Remark {
  readonly type: 'remark';
  readonly level: 'note' | 'warning';
  readonly message: string;
}

/** What a display shows. */
export type DisplayEvent = SmolfaasEvent | Remark;

/** What a display shows. */
export interface Look {
  readonly theme: Theme;
  readonly verbose: boolean;
  readonly width: number;
  /** Milliseconds since 1970. Times of another day are shown with their date. */
  readonly now: number;
  /** The log file of this run; undefined if it has none. */
  readonly log?: string | undefined;
}

/** Every event of the plain display. An event may give no lines, a failure gives several. */
export function plainLines(event: DisplayEvent, look: Look): string[] {
  const { theme, verbose } = look;
  switch (event.type) {
    case 'engine':
      return !verbose ? [] : [theme.dim(`Docker Engine ${safe(event.version)} at ${safe(event.endpoint)}`)];
    case 'plan':
      return event.action === 'nothing' && !verbose ? [] : [prefix(event.function, look) + planText(event)];
    case 'function':
      return event.phase === 'failed' ? [] : [prefix(event.function, look) + phaseText(event, theme)];
    case 'build':
      return buildLines(event.event, look).map((line) => prefix(event.function, look) + line);
    case 'failure':
      return [...failureLines(event.function, describe(event.error, look.log), look), ...stillLine(event, look)];
    case 'router':
      return [theme.dim(`router ${event.phase.replace('-', ' ')}`)];
    case 'builder':
      return builderLines(event, theme);
    case 'image':
      return imageLines(event, theme);
    case 'waiting':
      return [waitingLine(event.holder)];
    case 'removed':
      return verbose ? [`removed ${event.kind} ${safe(event.name)}`] : [];
    default:
      return remark(event, look);
  }
}

/**
 * The permanent lines of the live display: settled functions, failures, and what the user should
 * know.
 */
export function lastingLines(event: DisplayEvent, look: Look): string[] {
  switch (event.type) {
    case 'function':
      return ['adopted', 'ready', 'removed'].includes(event.phase)
        ? [
            `${look.theme.good('✓')} ${look.theme.name(safe(event.function).padEnd(look.width))}  ${phaseText(event, look.theme)}`,
          ]
        : [];
    case 'builder':
      return event.phase !== 'starting' || look.verbose ? plainLines(event, look) : [];
    case 'failure':
    case 'note':
    case 'remark':
    case 'waiting':
    case 'warning':
      return plainLines(event, look);
    default:
      return look.verbose ? plainLines(event, look) : [];
  }
}

/**
 * `✗ fn-a: sentence`, the lines that explain it, and what to do next. Also used for errors without
 * a function.
 */
export function failureLines(name: string | undefined, error: Described, { theme }: Pick<Look, 'theme'>): string[] {
  const subject = name === undefined || error.message.startsWith(`"${name}"`) ? '' : `${theme.name(safe(name))}: `;
  return [
    `${theme.bad('✗')} ${subject}${error.message}`,
    ...error.detail.map((line) => theme.dim(`  │ ${line}`)),
    ...(error.hint === undefined ? [] : [`  ${theme.dim('→')} ${error.hint}`]),
    ...(error.log === undefined ? [] : [`  ${theme.dim('→')} log file with ${error.log.has}: ${safe(error.log.path)}`]),
  ];
}

/** The last line about a failed update: the previous version keeps serving. */
function stillLine({ function: fn, stillServing }: Extract<SmolfaasEvent, { type: 'failure' }>, look: Look): string[] {
  return stillServing === undefined ? [] : [`  ${look.theme.name(safe(fn))} ${failedText(stillServing, look.now)}`];
}

function prefix(name: string, { theme, width }: Look): string {
  return `${theme.name(safe(name).padEnd(width))}  ${theme.dim('|')} `;
}

function planText({ action, reasons }: Extract<SmolfaasEvent, { type: 'plan' }>): string {
  return `plan: ${safe(action)}${reasons.length === 0 ? '' : ` (${reasons.map((one) => safe(reasonText(one))).join(', ')})`}`;
}

function phaseText(event: Extract<SmolfaasEvent, { type: 'function' }>, theme: Theme): string {
  const { phase, ms } = event;
  const detail = phaseDetail(event);
  const time = notableDuration(ms);
  return `${phase}${time === '' ? '' : theme.dim(` ${time}`)}${detail === undefined ? '' : theme.dim(` (${safe(detail)})`)}`;
}

function buildLines(event: StepEvent, { theme, verbose }: Look): string[] {
  if (event.type === 'log') return verbose ? [theme.dim(`#${event.step} ${safeLogLine(event.line)}`)] : [];
  const step = `#${event.step} ${safe(event.name)}`;
  const time = event.ms === undefined || event.status === 'cached' ? '' : ` ${duration(event.ms)}`;
  return [event.status === 'started' ? step : `${step}  ${event.status}${time}`];
}

/** Only live displays show the progress of a pull. */
function imageLines(event: Extract<SmolfaasEvent, { type: 'image' }>, theme: Theme): string[] {
  if (event.progress !== undefined || event.phase === 'failed') return [];
  const time = notableDuration(event.ms);
  return [`${event.phase} ${theme.name(safe(shortName(event.reference)))}${time === '' ? '' : theme.dim(` ${time}`)}`];
}

/** `waiting for up (pid 11633, since 03:00)` */
function waitingLine({ verb, pid, since }: Extract<SmolfaasEvent, { type: 'waiting' }>['holder']): string {
  return `waiting for ${safe(verb)} (pid ${pid}, since ${timeOfDay(since).slice(0, -':00'.length)})`;
}

function remark(event: Extract<DisplayEvent, { type: 'note' | 'warning' | 'remark' }>, look: Look): string[] {
  const { theme } = look;
  if (event.type === 'remark') return [`${kindText(event.level, theme)} ${safe(event.message)}`];
  const { function: fn, notice } = event;
  const subject = fn === undefined ? '' : `${theme.name(safe(fn))}: `;
  const detail = (event.detail ?? []).slice(-DETAIL_LINES).map((line) => theme.dim(`  │ ${safeLogLine(line)}`));
  return [`${kindText(event.type, theme)} ${subject}${safe(noticeText(notice, fn))}`, ...detail];
}

const kindText = (level: 'note' | 'warning', theme: Theme): string =>
  level === 'warning' ? theme.warn('warning:') : theme.dim('note:');
