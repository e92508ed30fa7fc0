/**
 * Draws the live part of the display: a heading, one line for each active function, and the last
 * output lines of those that build. Pure: view, size and time in, lines out. The caller writes them
 * to the screen.
 *
 * Invariant: at most as many lines as the terminal has, minus one for the cursor; otherwise
 * redrawing would scroll.
 *
 * Gotcha: lines may be wider than the terminal. The caller switches wrapping off, which also works
 * for characters of double width.
 */
import { duration } from '../text/duration.js';
import { safe, safeLogLine } from '../text/safe.js';
import type { Theme } from './theme.js';
import type { FunctionView, View } from './view.js';

/** Size of the terminal and time of drawing (milliseconds since 1970; it turns the spinner). */
export interface Canvas {
  readonly rows: number;
  readonly now: number;
  readonly theme: Theme;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

export function frame(verb: string, view: View, canvas: Canvas): string[] {
  const all = [...view.functions.values()];
  const active = all.filter((fn) => !fn.settled);
  const room = Math.max(1, canvas.rows - 3);
  const shown = active.slice(0, room);
  const window = logRoom(shown, room);
  const width = Math.max(0, ...shown.map(({ name }) => safe(name).length));
  const lines = shown.flatMap((fn) => functionLines(fn, width, window, canvas));
  const hidden = active.length - shown.length;
  return [
    heading(verb, view, all, canvas),
    ...lines,
    ...(hidden > 0 ? [canvas.theme.dim(`  … and ${hidden} more`)] : []),
  ];
}

/** Log lines of a build that runs alone, and of each build when there are several. */
const ALONE = 6;
const TOGETHER = 3;

/** Log lines per building function, so that all of them fit. */
function logRoom(shown: readonly FunctionView[], room: number): number {
  const building = shown.filter(({ log }) => log.length > 0).length;
  if (building === 0) return 0;
  return Math.max(0, Math.min(building === 1 ? ALONE : TOGETHER, Math.floor((room - shown.length) / building)));
}

function heading(verb: string, view: View, all: readonly FunctionView[], { now, theme }: Canvas): string {
  const settled = all.filter((fn) => fn.settled).length;
  const count = all.length === 0 ? '' : ` ${settled}/${all.length} ${verb === 'images' ? 'images' : 'functions'}`;
  return `${theme.strong(`[${verb}]`)}${count} ${theme.dim(duration(now - view.since))}`;
}

function functionLines(fn: FunctionView, width: number, window: number, { now, theme }: Canvas): string[] {
  const spinner = SPINNER[Math.floor(now / FRAME_MS) % SPINNER.length] ?? '';
  const name = theme.name(safe(fn.name).padEnd(width));
  const since = fn.running.at(-1)?.since ?? fn.since;
  const line = `${theme.warn(spinner)} ${name}  ${doing(fn, theme)} ${theme.dim(duration(now - since))}`;
  const log = window === 0 ? [] : fn.log.slice(-window);
  return [line, ...log.map((text) => theme.dim(`  ${' '.repeat(width)}│ ${safeLogLine(text)}`))];
}

/**
 * `building [4/9] npm ci (+1)`: finished and known steps, the step that began last, and how many
 * more run. The time after it is that step's.
 */
function doing(fn: FunctionView, theme: Theme): string {
  if (fn.phase === 'planned') return 'waiting';
  if (fn.phase !== 'building') return fn.detail === undefined ? fn.phase : `${fn.phase} ${theme.dim(safe(fn.detail))}`;
  const count = fn.seen === 0 ? '' : ` [${fn.finished.size}/${fn.seen}]`;
  const cached = fn.cached.size === 0 ? '' : theme.dim(` ${fn.cached.size} cached`);
  const step = fn.running.at(-1);
  const others = fn.running.length > 1 ? theme.dim(` (+${fn.running.length - 1})`) : '';
  return `building${count}${cached}${step === undefined ? '' : ` ${safe(step.name)}${others}`}`;
}
