/**
 * Tests the addresses of functions besides `/invoke/<fn>`: host names of their own, further host
 * names and paths, ports, timeouts, and plain HTTP. Everything is sent to a real Caddy.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import type { FurtherAddress, Route, RouterLink, RouteTable } from '@smolfaas/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATA_DIR } from './container-layout.js';
import { dockerodeEngine } from './dockerode-engine.test.fixture.js';
import { textAt } from './json-path.js';
import { get, rawTcp, rawTls } from './raw-http.test.fixture.js';
import { ADDR, underLoad } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

const run = promisify(execFile);
const ON_3000 = `require('http').createServer((q, r) => r.end(JSON.stringify({ name: 'p', target: q.url }))).listen(3000)`;

let world: World;
let link: RouterLink;
let table: RouteTable;
let upstreams: Record<string, string>;
beforeAll(async () => {
  world = await createWorld();
  link = await manager.ensure(world.spec, undefined, never);
  const [a, b, p] = [await world.addFunction('a'), await world.addFunction('b'), await world.addServer('p', ON_3000)];
  upstreams = { a, b, p: `${p}:3000` };
  await link.push(world.table(), never);
  await world.ready(link, a, b, `${p}:3000`);
  table = tableOf({ a: [], b: [], p: [] });
  await link.push(table, never);
});
afterAll(() => world.destroy());

function tableOf(
  further: Readonly<Record<string, readonly FurtherAddress[]>>,
  more: Partial<RouteTable> = {},
): RouteTable {
  const routes = Object.entries(further).map(
    ([fn, addresses]): Route => ({
      function: fn,
      upstream: upstreams[fn] ?? '',
      ...(addresses.length > 0 && { further: addresses }),
    }),
  );
  return { addr: ADDR, httpsPort: world.spec.httpsPort, namesFunctions: true, ...more, routes };
}

const got = (host: string, target: string) => rawTls(world.spec.httpsPort, host, get(target, host));

/** The status, or which function received which raw target. */
async function outcome(host: string, target: string): Promise<string> {
  return seen(await got(host, target));
}

function seen({ status, body }: { readonly status: number; readonly body: string }): string {
  const name = body.startsWith('{') ? textAt(JSON.parse(body), 'name') : '';
  return name ? `${name} ${textAt(JSON.parse(body), 'target')}` : String(status);
}

describe('a host name of its own', () => {
  const host = `a.${ADDR}`;

  test.each([
    ['/', 'a /'],
    ['/health', 'a /health'],
    ['/invoke/b/x', 'a /invoke/b/x'],
    ['//x//y?z=/../', 'a //x//y?z=/../'],
    ['/@scope%2fname', 'a /@scope%2fname'],
    ['/../b', 'a /../b'],
    ['/..%2fb', 'a /..%2fb'],
    ['/%5c%00', 'a /%5c%00'],
    ['/<x>', 'a /%3Cx%3E'],
    ['/<%2fx', '400'],
    ['*', '400'],
    ['x', '400'],
    [`https://${host}/x`, 'a /x'],
    [`https://b.${ADDR}/x`, 'b /x'],
    [`https://${ADDR}/health`, '200'],
    ['https://evil/x', '404'],
  ])('%s', async (target, expected) => {
    expect(await outcome(host, target)).toBe(expected);
  });

  test.each([`nope.${ADDR}`, `x.a.${ADDR}`, `a${ADDR}`, `.${ADDR}`, 'a', 'evil'])('%s leads nowhere', async (other) => {
    const { status } = await rawTls(world.spec.httpsPort, ADDR, get('/', other));
    expect([400, 404]).toContain(status);
  });

  test('in capital letters is the same name', async () => {
    expect(await outcome(`A.${ADDR.toUpperCase()}`, '/x')).toBe('a /x');
    expect(await outcome(ADDR.toUpperCase(), '/invoke/a/x')).toBe('a /x');
  });

  test('changes no header of a response, and names no prefix to the function', async () => {
    const target = `/point?status=302&to=${encodeURIComponent('/login')}`;
    const { status, head } = await got(host, target);
    expect(status).toBe(302);
    expect(head).toMatch(/^Location: \/login\r$/m);
    expect(head).toMatch(/^Refresh: 0; url=\/login\r$/m);
    const { body } = await rawTls(world.spec.httpsPort, host, get('/', host, 'X-Forwarded-Prefix: /evil'));
    const headers = JSON.parse(body).headers;
    expect(headers).toMatchObject({ host, 'x-forwarded-host': host, 'x-forwarded-proto': 'https' });
    expect(headers['x-forwarded-prefix']).toBeUndefined();
  });

  test('a misspelt one is a 404 that names what runs, and so is a misspelt path', async () => {
    for (const [name, target] of [
      [`helo.${ADDR}`, '/'],
      [ADDR, '/invoke/helo'],
    ] as const) {
      const { status, head, body } = await got(name, target);
      expect(status).toBe(404);
      expect(head).toMatch(/^Content-Type: application\/json\r$/m);
      expect(JSON.parse(body)).toEqual({
        status: 404,
        error: 'Not Found',
        message: 'No function answers here; these run: a, b, p.',
        running: ['a', 'b', 'p'],
      });
    }
  });

  test('another port than 8000 is dialled, and drained', async () => {
    expect(await outcome(`p.${ADDR}`, '/x')).toBe('p /x');
    expect(await outcome(ADDR, '/invoke/p/x')).toBe('p /x');
    expect(await link.connections(upstreams['p'] ?? '', never)).toBeGreaterThanOrEqual(0);
    expect((await link.probe((upstreams['p'] ?? '').replace(':3000', ''), 1_000, never)).kind).toBe('refused');
  });

  test('HTTP redirects to the same host', async () => {
    const { status, head } = await rawTcp(world.spec.httpPort, get('/x?y', host));
    expect([status, /^Location: (.*)\r$/m.exec(head)?.[1]]).toEqual([
      308,
      `https://${host}:${world.spec.httpsPort}/x?y`,
    ]);
  });

  test('curl, openssl and Node.js accept its certificate', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'smolfaas-hosts-'));
    try {
      const path = `${DATA_DIR}/caddy/pki/authorities/smolfaas/root.crt`;
      const { stdout: root } = await dockerodeEngine.exec(world.spec.name, ['cat', path], never);
      const file = join(folder, 'root.pem');
      await writeFile(file, root);
      const port = world.spec.httpsPort;
      const resolve = ['--resolve', `${host}:${port}:127.0.0.1`, '--noproxy', '*', '--cacert', file];
      const curl = await run('curl', ['-sS', ...resolve, `https://${host}:${port}/x`]);
      expect(JSON.parse(curl.stdout)).toMatchObject({ name: 'a', target: '/x' });
      const client = ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', host, '-verify_hostname', host];
      const openssl = await run('sh', ['-c', 'openssl "$@" </dev/null 2>&1', 'sh', ...client, '-CAfile', file]);
      expect(openssl.stdout).toContain('Verify return code: 0 (ok)');
      expect(await authorized(port, host, root)).toBe(true);
      expect(await authorized(port, `x.a.${ADDR}`, root)).toBe(false);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

function authorized(port: number, servername: string, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername, ca }, () => {
      resolve(socket.authorized);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
  });
}

describe('further addresses', () => {
  const SHOP = 'shop.localhost';
  beforeAll(async () => {
    await link.push(
      tableOf({
        a: [{ path: '/api' }, { path: '/api/v2/x.y', strip: true }, { host: SHOP, path: '' }],
        b: [{ path: '/api/v2' }, { host: SHOP, path: '/api', strip: true }],
        p: [],
      }),
      never,
    );
  });

  test.each([
    [ADDR, '/api', 'a /api'],
    [ADDR, '/api/', 'a /api/'],
    [ADDR, '/api?x', 'a /api?x'],
    [ADDR, '/api//x%2f', 'a /api//x%2f'],
    [ADDR, '/api/v1/v2/x/y/z', 'a /api/v1/v2/x/y/z'],
    [ADDR, '/api/v2', 'b /api/v2'],
    [ADDR, '/api/v2/x', 'b /api/v2/x'],
    [ADDR, '/api/v2/x.y', 'a /'],
    [ADDR, '/api/v2/x.y//z?q', 'a //z?q'],
    [ADDR, '/api/..%2fv2', '400'],
    [ADDR, '/api/../x', '400'],
    [ADDR, '/api/v2/x.yz', 'b /api/v2/x.yz'],
    [ADDR, '/apis', '404'],
    [ADDR, '/API', '404'],
    [ADDR, '/ap*', '404'],
    [ADDR, '/ap[i]', '404'],
    [ADDR, '/%61pi', '404'],
    [ADDR, '//api', '404'],
    [ADDR, '/api/=', 'a /api/='],
    [ADDR, '/', '404'],
    [ADDR, '/invoke/a/api', 'a /api'],
    [ADDR, '/health', '200'],
    [`a.${ADDR}`, '/api/v2', 'a /api/v2'],
    [SHOP, '/', 'a /'],
    [SHOP, '/health', 'a /health'],
    [SHOP, '/invoke/b', 'a /invoke/b'],
    [SHOP, '/api', 'b /'],
    [SHOP, '/api/api?x', 'b /api?x'],
    [SHOP, '/..%2fapi', '400'],
    ['SHOP.localhost', '/api/x', 'b /x'],
  ])('%s %s', async (host, target, expected) => {
    expect(await outcome(host, target)).toBe(expected);
  });

  test('a path that is not passed on is named, and put in front of redirects', async () => {
    const target = `/api/point?status=302&to=${encodeURIComponent('/login')}`;
    expect((await got(SHOP, target)).head).toMatch(/^Location: \/api\/login\r$/m);
    expect(JSON.parse((await got(SHOP, '/api')).body).headers).toMatchObject({ 'x-forwarded-prefix': '/api' });
    expect(JSON.parse((await got(ADDR, '/api')).body).headers['x-forwarded-prefix']).toBeUndefined();
  });

  test('paths come and go without a lost request', async () => {
    const load = await underLoad(world.spec.httpsPort, '/invoke/b', 100, async () => {
      for (let n = 0; n < 10; n++)
        await link.push(
          tableOf({ a: [{ host: SHOP, path: '' }, ...(n % 2 ? [{ path: '/api' }] : [])], b: [], p: [] }),
          never,
        );
    });
    expect(load.failures).toEqual([]);
    expect(load.sent).toBeGreaterThan(20);
  });

  test('the link gives back all of them', async () => {
    const { table: read, intact } = await link.read(never);
    expect({ read, intact }).toEqual({
      read: tableOf({ a: [{ path: '/api' }, { host: SHOP, path: '' }], b: [], p: [] }),
      intact: true,
    });
  });
});

test('a function that does not begin its answer in time is a 504; what has begun goes on', async () => {
  const routes = tableOf({ a: [], b: [], p: [] }).routes.map((route) =>
    route.function === 'a' ? { ...route, timeoutMs: 300 } : route,
  );
  await link.push({ ...table, routes }, never);
  const late = await got(`a.${ADDR}`, '/slow?ms=900');
  expect([late.status, JSON.parse(late.body).message]).toEqual([504, 'The function did not begin its answer in time.']);
  expect(await outcome(ADDR, '/invoke/a/slow?ms=20')).toBe('a /slow?ms=20');
  expect(await outcome(ADDR, '/invoke/b/slow?ms=500')).toBe('b /slow?ms=500');
  await link.push(table, never);
  expect(await outcome(ADDR, '/invoke/a/slow?ms=500')).toBe('a /slow?ms=500');
});

test('plain HTTP serves the same, and names nothing if it must not', async () => {
  await link.push(tableOf({ a: [{ path: '/api' }] }, { plainHttp: true, namesFunctions: true }), never);
  const plain = async (host: string, target: string) => seen(await rawTcp(world.spec.httpPort, get(target, host)));
  expect(await plain(ADDR, '/invoke/a/x')).toBe('a /x');
  expect(await plain(`a.${ADDR}`, '/x')).toBe('a /x');
  expect(await plain(ADDR, '/api')).toBe('a /api');
  expect(await plain(ADDR, '/health')).toBe('200');
  expect(await plain(ADDR, '/api/..%2f')).toBe('400');
  expect(await plain('evil', '/invoke/a')).toBe('404');
  expect(await outcome(ADDR, '/invoke/a/x')).toBe('a /x');
  const { namesFunctions: _, ...silent } = table;
  await link.push(silent, never);
  expect(await plain(ADDR, '/invoke/a/x')).toBe('308');
  expect(JSON.parse((await got(ADDR, '/nope')).body).message).toBe(
    'No function answers here; functions are at /invoke/<name>.',
  );
});

test('a table of a single-label name has no host names below it', async () => {
  await link.push({ ...table, addr: 'localhost' }, never);
  expect((await rawTls(world.spec.httpsPort, 'localhost', get('/', 'a.localhost'))).status).toBe(404);
  expect(await outcome('localhost', '/invoke/a')).toBe('a /');
});
