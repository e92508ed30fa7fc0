import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANY_FENCE, FENCED, fenceCommand, readRoutes, routeFiles, writeRoutesCommand } from './route-files.js';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'routes-'));
});
afterEach(() => rmSync(data, { recursive: true }));

/** Runs a command of the router on this machine; returns its exit code. */
function run([shell = '', flag = '', script = '', ...rest]: readonly string[]): number {
  try {
    execFileSync(shell, [flag, script.replaceAll('/data', data), ...rest], { stdio: 'pipe' });
    return 0;
  } catch (error) {
    return error instanceof Error && 'status' in error ? Number(error.status) : -1;
  }
}

const routes = (table: Readonly<Record<string, string>>) =>
  Object.entries(table).map(([fn, upstream]) => ({ function: fn, upstream }));
const write = (table: Readonly<Record<string, string>>, expected = fence()) =>
  run(writeRoutesCommand(routes(table), expected));
const present = () =>
  Object.fromEntries(
    readdirSync(join(data, 'routes')).flatMap((fn) => {
      const files = readdirSync(join(data, 'routes', fn));
      return files.length === 0 ? [] : [[fn, files]];
    }),
  );

function fence(): string {
  try {
    return readFileSync(join(data, 'routes.fence'), 'utf8');
  } catch {
    return '';
  }
}

describe('a write', () => {
  test('makes the directories hold these routes and no others', () => {
    expect(write({ a: 'p-a.g1', b: 'p-b.g1' })).toBe(0);
    expect(present()).toEqual({ a: ['p-a.g1'], b: ['p-b.g1'] });
    expect(write({ a: 'p-a.g2', c: 'p-c.g1' })).toBe(0);
    expect(present()).toEqual({ a: ['p-a.g2'], c: ['p-c.g1'] });
    expect(write({})).toBe(0);
    expect(present()).toEqual({});
    expect(readdirSync(data).toSorted()).toEqual(['routes', 'routes.fence', 'routes.fence.lock']);
  });

  test('takes back what a hand has put there', () => {
    write({ a: 'p-a.g1' });
    mkdirSync(join(data, 'routes', 'stray'));
    writeFileSync(join(data, 'routes', 'a', 'evil'), '');
    writeFileSync(join(data, 'routes', 'stray', 'p-stray.g1'), '');
    writeFileSync(join(data, 'routes', 'file'), '');
    expect(write({ a: 'p-a.g1' })).toBe(0);
    expect(present()).toEqual({ a: ['p-a.g1'] });
  });

  test('does nothing when another one came in between: it may be late', () => {
    write({ a: 'p-a.g1' });
    const late = writeRoutesCommand(routes({ a: 'p-a.g2', b: 'p-b.g1' }), fence());
    expect(write({ a: 'p-a.g3' })).toBe(0);
    expect(run(late)).toBe(FENCED);
    expect(present()).toEqual({ a: ['p-a.g3'] });
  });

  test('does nothing after a fence, which itself leaves the routes alone', () => {
    write({ a: 'p-a.g1' });
    const late = writeRoutesCommand(routes({ a: 'p-a.g2' }), fence());
    expect(run(fenceCommand())).toBe(0);
    expect(run(late)).toBe(FENCED);
    expect(present()).toEqual({ a: ['p-a.g1'] });
  });

  test('is made once: the second of two alike finds another token', () => {
    write({ a: 'p-a.g1' });
    const command = writeRoutesCommand(routes({ a: 'p-a.g2' }), fence());
    expect([run(command), run(command)]).toEqual([0, FENCED]);
    expect(run(writeRoutesCommand(routes({ a: 'p-a.g4' }), ANY_FENCE))).toBe(0);
  });
});

describe('what the control server answers', () => {
  test('is the token of the last write and a route for each line', () => {
    const body = '#12ab\nb p-b.g7\na p-a.g1\n';
    const read = [
      { function: 'a', upstream: 'p-a.g1' },
      { function: 'b', upstream: 'p-b.g7' },
    ];
    expect(readRoutes(body)).toEqual({ fence: '12ab', routes: read });
    expect(readRoutes('#\n')).toEqual({ fence: '', routes: [] });
  });

  test('has no token in a router of an earlier version', () => {
    expect(readRoutes('a p-a.g1\n')).toEqual({ fence: '', routes: [{ function: 'a', upstream: 'p-a.g1' }] });
  });
});

test('a new container receives the same files', () => {
  const files = routeFiles([{ function: 'a', upstream: 'p-a.g1' }]);
  expect(files.map(({ name }) => name)).toEqual(['routes.fence', 'routes/a/p-a.g1']);
});
