/** Entries of a log as lines. */
import type { LogEntry } from '@smolfaas/core';
import { expect, it } from 'vitest';
import { logLines, type LogLook } from './log-lines.js';
import { createTheme } from './theme.js';

const TIME = '2026-11-30T12:00:00.000000000Z';
const output = (fn: string, text: string, instance = 1): LogEntry => ({
  type: 'output',
  function: fn,
  time: TIME,
  generation: 1,
  instance,
  stream: 'stdout',
  text,
});
const SAMPLE: readonly LogEntry[] = [
  output('web', 'listening'),
  output('web', '\u001b[31mred'),
  {
    type: 'access',
    function: 'web',
    time: TIME,
    method: 'POST',
    target: '/invoke/web/a?b=\u001b',
    status: 503,
    ms: 1234.5,
    bytes: 2345,
    version: '3f9c1b2a4d5e-g7',
  },
  { type: 'build', function: 'api', time: TIME, step: 'npm ci', text: 'added 12 packages' },
  output('web', 'second', 2),
  output('web', 'first'),
  { type: 'change', function: 'web', time: TIME, change: 'replaced', former: 3, generation: 4 },
  { type: 'change', function: 'web', time: TIME, change: 'crashed', generation: 4, instance: 2, exitCode: 3 },
  { type: 'change', function: 'web', time: TIME, change: 'crashed', generation: 4, oomKilled: true, exitCode: 137 },
  { type: 'change', function: 'web', time: TIME, change: 'not-running', generation: 4, exitCode: 1 },
  { type: 'change', function: 'web', time: TIME, change: 'not-deployed' },
  output('a-name-that-is-much-too-long-1', 'cut'),
];

function drawn(look: Partial<LogLook> = {}): string {
  const theme = createTheme(look.colour ?? false);
  const draw = logLines({ theme, colour: false, timestamps: false, bare: false, ...look });
  return SAMPLE.map((entry) => draw(entry)).join('');
}

it('names, kinds and changes', () => {
  expect(drawn()).toBe(`web │ listening
web │ red
web → POST /invoke/web/a?b=\\x1b 503 1235 ms 2.3 kB 3f9c1b2a4d5e-g7
api # npm ci: added 12 packages
web.2 │ second
web.1 │ first
web   │ -- replaced: g3 → g4 --
web   │ -- crashed: g4 instance 2, exit code 3 --
web   │ -- crashed: g4, out of memory --
web   │ -- does not run: g4, exit code 1; start it: smolfaas up --
web   │ -- is not deployed; deploy it: smolfaas up --
a-name-that-i…long-1 │ cut
`);
});

it('a name keeps its colour whatever is drawn before it, and output its own', () => {
  const colours = (text: string, fn: string) =>
    new Set(text.split('\n').flatMap((line) => new RegExp(`^(\\u001b\\[\\d+m)${fn}`).exec(line)?.[1] ?? []));
  const all = drawn({ colour: true });
  expect(colours(all, 'web').size).toBe(1);
  expect(all).toContain('\u001b[31mred\u001b[0m');
  const alone = logLines({ theme: createTheme(true), colour: true, timestamps: false, bare: false });
  expect(colours(alone(output('web', 'x')), 'web')).toEqual(colours(all, 'web'));
});

it('with times, and without names', () => {
  expect(drawn({ timestamps: true }).split('\n')[0]).toBe(`web │ ${TIME} listening`);
  expect(drawn({ bare: true }).split('\n').slice(0, 2)).toEqual(['listening', 'red']);
});
