/** The screens of `ps` at the width of terminals, and that nothing widens them. */
import type { FunctionStatus, StatusOutcome } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { createTheme } from '../render/theme.js';
import { reportPs } from './ps.js';
import { watchLines } from './ps-watch.js';

const theme = createTheme(false);
const now = new Date(2026, 2, 10, 12, 0).getTime();
const MIB = 2 ** 20;

function running(name: string, ageMs: number): FunctionStatus {
  return {
    function: name,
    condition: 'running',
    runtime: 'node',
    generation: 3,
    instances: 1,
    startedAt: now - ageMs,
    restarts: 0,
    memory: { usedBytes: 41 * MIB, limitBytes: 512 * MIB },
    url: `https://fn.localhost:8443/invoke/${name}`,
  };
}

const sample: StatusOutcome = {
  functions: [
    {
      ...running('api', 0),
      condition: 'crashed',
      exitCode: 137,
      oomKilled: true,
      restarts: 3,
      lastError: {
        code: 'crashed',
        facts: {
          restarts: 3,
          starved: 0,
          memoryLimit: 512 * MIB,
          last: { containerId: 'c', at: now - 60_000, ended: true, oomKilled: true, exitCode: 137 },
          line: '\u001b[31mKilled\u001b[0m',
        },
      },
    },
    running(`long-${'n'.repeat(60)}-end`, 3_600_000),
    { function: 'new', condition: 'not-deployed', instances: 0, restarts: 0 },
    running('web', 90_000_000),
  ],
  router: 'running',
};

const screen = (width: number | undefined, outcome = sample) =>
  reportPs(outcome, { theme, now, width, functionsDir: '/p/functions' }).text;

describe('ps', () => {
  it.each([80, 120])('at %i columns', async (width) => {
    await expect(screen(width)).toMatchFileSnapshot(`__golden__/ps-${width}.txt`);
  });

  it('without a terminal everything is shown in full', () => {
    expect(screen(undefined)).toContain(`https://fn.localhost:8443/invoke/long-${'n'.repeat(60)}-end`);
  });

  it.each([40, 60, 80, 100, 120, 200])('no line of the table is wider than %i columns', (width) => {
    const functions = Array.from({ length: 60 }, (_, at) => running(`${'f'.repeat(at)}-${at}`, at * 1000));
    const lines = screen(width, { functions, router: 'running' }).split('\n');
    expect(Math.max(...lines.slice(0, 61).map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(lines.at(-2)).toBe('60 functions: 60 running');
  });

  it('says when no router leads to what runs, and that a run is in progress', () => {
    const outcome = { ...sample, router: 'stopped', runInProgress: { pid: 7, verb: 'up' } } as const;
    expect(screen(undefined, outcome).split('\n').at(-2)).toBe(
      '4 functions: 2 running, 1 crashed, 1 not deployed yet; the router is stopped, so none can be called; run smolfaas up; up is running (pid 7)',
    );
  });

  it('says when there is nothing', () => {
    expect(screen(80, { functions: [], router: 'none' })).toBe('No functions in /p/functions, and none deployed.\n');
  });
});

describe('ps --watch', () => {
  const look = { theme, now, functionsDir: '/p/functions' };
  const activity = new Map([
    ['web', { cpuPercent: 12.34, requestsPerSecond: 250.4, p95Ms: 8.25 }],
    ['api', { cpuPercent: 0.1, requestsPerSecond: 0 }],
  ]);

  it('adds what happened in between', async () => {
    const lines = watchLines({ ...sample, at: now, activity }, { ...look, width: 100, rows: 24 });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('__golden__/ps-watch-100.txt');
  });

  it('fits the terminal; what has a problem or most requests is shown first', () => {
    const functions = [...Array.from({ length: 60 }, (_, at) => running(`fn-${at}`, 0)), ...sample.functions];
    const lines = watchLines({ functions, router: 'running', at: now, activity }, { ...look, width: 80, rows: 24 });
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.slice(1, 4).map((line) => line.split(' ')[0])).toEqual(['api', 'new', 'web']);
    expect(lines.at(-1)).toBe('… and 46 more; name those to watch: smolfaas ps --watch NAME');
    expect(lines.at(-2)).toMatch(/^64 functions: /);
  });
});
