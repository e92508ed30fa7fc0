import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRoutes } from './read-routes.js';
import { ANY_FENCE, FENCED, fenceCommand, routeFiles, writeRoutesCommand } from './write-routes.js';

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

describe('further addresses', () => {
  const a = { function: 'a', upstream: 'p-a.g1' };
  const addresses = [{ path: '/api/v1', strip: true as const }, { host: 'shop.localhost', path: '' }, { path: '/api' }];
  const files = () =>
    readdirSync(join(data, 'further'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(data.length + 1))
      .toSorted();

  test('are files at the end of their paths; others are removed', () => {
    expect(run(writeRoutesCommand([{ ...a, further: addresses }], ''))).toBe(0);
    expect(files()).toEqual(['further/@/api/=/a', 'further/@/api/v1/=/a~2', 'further/shop.localhost/=/a']);
    writeFileSync(join(data, 'further', '@', 'api', '=', 'stray'), '');
    expect(run(writeRoutesCommand([{ ...a, further: [{ path: '/api', strip: true }] }], fence()))).toBe(0);
    expect(files()).toEqual(['further/@/api/=/a~1']);
    expect(write({ a: 'p-a.g1' })).toBe(0);
    expect(files()).toEqual([]);
    expect(present()).toEqual({ a: ['p-a.g1'] });
  });

  test('move to another function', () => {
    const both = (fn: string) =>
      ['a', 'b'].map((name) => ({ ...a, function: name, ...(name === fn && { further: [{ path: '/api' }] }) }));
    run(writeRoutesCommand(both('a'), ''));
    run(writeRoutesCommand(both('b'), fence()));
    expect(files()).toEqual(['further/@/api/=/b']);
  });

  test('a new container receives the same files', () => {
    run(writeRoutesCommand([{ ...a, further: addresses }], ''));
    const sent = routeFiles([{ ...a, further: addresses }]).map(({ name }) => name);
    expect(sent.filter((name) => name.startsWith('further')).toSorted()).toEqual(files());
  });
});

test('a timeout and a port are part of the name', () => {
  const route = { function: 'a', upstream: 'p-a.g1:3000', timeoutMs: 1500 };
  run(writeRoutesCommand([route], ''));
  expect(present()).toEqual({ a: ['1500~p-a.g1:3000'] });
  expect(readRoutes('a 1500~p-a.g1:3000\n').routes).toEqual([route]);
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

  test('names further addresses by their paths, also those of a function without a route', () => {
    const body = '#12ab\na p-a.g1\n/shop.localhost a\n/@/api/v1 a~2\n/@/x b\n';
    expect(readRoutes(body).routes).toEqual([
      {
        function: 'a',
        upstream: 'p-a.g1',
        further: [
          { path: '/api/v1', strip: true },
          { host: 'shop.localhost', path: '' },
        ],
      },
      { function: 'b', upstream: '', further: [{ path: '/x' }] },
    ]);
  });

  test('has no token in a router of an earlier version', () => {
    expect(readRoutes('a p-a.g1\n')).toEqual({ fence: '', routes: [{ function: 'a', upstream: 'p-a.g1' }] });
  });
});

test('a new container receives the same files', () => {
  const files = routeFiles([{ function: 'a', upstream: 'p-a.g1' }]);
  expect(files.map(({ name }) => name)).toEqual(['routes.fence', 'routes/a/p-a.g1']);
});
