/**
 * Draws entries of a log as lines: who, what kind, and the text.
 *
 *   web        │ listening on 8000
 *   web        → GET /a?b=c 200 3.4 ms 12 B 3f9c1b2a4d5e-g7
 *   web        # npm ci: added 12 packages
 *   web        │ -- replaced: g3 → g4 --
 *
 * The name is as wide as the longest one so far, at most WIDEST. Output on stderr looks like that on
 * stdout: most servers log there, so a mark would say nothing.
 */
import { styleText } from 'node:util';
import type { AccessEntry, ChangeEntry, LogEntry } from '@smolfaas/core';
import { changeText } from '../sentences/log-changes.js';
import { safe, safeLogLine } from '../text/safe.js';
import { safeOutput } from '../text/safe-output.js';
import { size } from '../text/size.js';
import type { Theme } from './theme.js';

/** Longer names are cut. */
const WIDEST = 20;

/** How lines look. */
export interface LogLook {
  readonly theme: Theme;
  readonly colour: boolean;
  /** The time of each line, as the engine has it. */
  readonly timestamps: boolean;
  /** Leaves out names and marks. */
  readonly bare: boolean;
}

/** Returns a function that draws one entry; it remembers how wide names are. */
export function logLines(look: LogLook, names: readonly string[] = []): (entry: LogEntry) => string {
  let width = Math.max(0, ...names.map((name) => Math.min(WIDEST, name.length)));
  const several = new Set<string>();
  return (entry) => {
    if (entry.type === 'output' && entry.instance > 1) several.add(entry.function);
    const name = cut(whoseName(entry, several));
    width = Math.max(width, name.length);
    const time = look.timestamps ? `${look.theme.dim(safe(entry.time))} ` : '';
    if (look.bare) return `${time}${body(entry, look)}\n`;
    const mark = entry.type === 'access' ? '→' : entry.type === 'build' ? '#' : '│';
    const prefix = paint(entry.function, `${name.padEnd(width)} ${mark}`, look.colour);
    return `${prefix} ${time}${body(entry, look)}\n`;
  };
}

function body(entry: LogEntry, look: LogLook): string {
  switch (entry.type) {
    case 'output':
      return safeOutput(entry.text, look.colour);
    case 'access':
      return accessText(entry, look.theme);
    case 'build':
      return look.theme.dim(`${safeLogLine(entry.step)}: ${safeLogLine(entry.text)}`);
    default:
      return changeLine(entry, look.theme);
  }
}

function accessText({ method, target, status, ms, bytes, version }: AccessEntry, theme: Theme): string {
  const painted = status >= 500 ? theme.bad : status >= 400 ? theme.warn : theme.good;
  const time = ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
  const rest = [time, size(bytes), ...(version === undefined ? [] : [version])].join(' ');
  return `${safe(method)} ${safe(target)} ${painted(String(status))} ${theme.dim(safe(rest))}`;
}

function changeLine(entry: ChangeEntry, theme: Theme): string {
  const text = `-- ${changeText(entry)} --`;
  return entry.change === 'crashed' ? theme.bad(text) : theme.dim(text);
}

/** The number of an instance, once a second one has been seen. */
function whoseName(entry: LogEntry, several: ReadonlySet<string>): string {
  return entry.type === 'output' && several.has(entry.function)
    ? `${entry.function}.${entry.instance}`
    : entry.function;
}

/** The end tells instances and numbered names apart, so the cut is before it. */
function cut(name: string): string {
  const text = safe(name);
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST - 7)}…${text.slice(-6)}`;
}

/**
 * Told apart without seeing red and green, which also mean bad and good; legible on light and dark
 * backgrounds.
 */
const COLOURS = ['cyan', 'yellow', 'magenta', 'blueBright', 'cyanBright', 'magentaBright'] as const;

/** Each name has its colour, whatever other names there are. */
function paint(name: string, text: string, colour: boolean): string {
  if (!colour) return text;
  let hash = 0x811c9dc5; // FNV-1a
  for (let index = 0; index < name.length; index += 1)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) >>> 0;
  return styleText(COLOURS[hash % COLOURS.length] ?? 'cyan', text, { validateStream: false });
}
