import type { Route, RouteTable } from '@smolfaas/core';
import { describe, expect, test } from 'vitest';
import { emptyTable, readConfig, renderConfig, rendersTo, sameRoutes } from './config.js';
import { at } from './json-path.js';

const TABLE: RouteTable = {
  addr: 'fn.localhost',
  httpsPort: 8443,
  routes: [
    { function: 'hello', upstream: 'smolfaas-func-hello.g3' },
    { function: 'hello-2', upstream: 'smolfaas-func-hello-2.g1' },
  ],
};

const HELLO: Route = { function: 'hello', upstream: 'smolfaas-func-hello.g3' };
/** Everything that a table may have. */
const FULL: RouteTable = {
  addr: 'fn.localhost',
  httpsPort: 443,
  plainHttp: true,
  namesFunctions: true,
  routes: [
    {
      ...HELLO,
      timeoutMs: 1500,
      further: [
        { path: '/api', strip: true },
        { host: 'shop.localhost', path: '' },
      ],
    },
    { function: 'other', upstream: 'smolfaas-func-other.g1:3000', timeoutMs: 30_000 },
  ],
};

const asJson = (value: object): unknown => JSON.parse(JSON.stringify(value));

test('the whole configuration', async () => {
  const text = `${JSON.stringify(renderConfig(TABLE), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('__golden__/config.json');
});

test('the whole configuration, with all that a table may have', async () => {
  const text = `${JSON.stringify(renderConfig(FULL), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('__golden__/config-full.json');
});

test('the routes are no part of it', () => {
  const other = { ...TABLE, routes: [{ function: 'other', upstream: 'x' }] };
  expect(renderConfig(other)).toEqual(renderConfig(TABLE));
  const { served } = readConfig(asJson(renderConfig(TABLE)), TABLE.routes);
  expect(rendersTo(served, other)).toBe(true);
  expect(rendersTo(served, { ...TABLE, routes: [{ ...HELLO, further: [{ path: '/api' }] }] })).toBe(true);
  for (const change of [
    { httpsPort: 443 },
    { hideVersion: true },
    { plainHttp: true },
    { namesFunctions: true },
  ] as const)
    expect(rendersTo(served, { ...TABLE, ...change })).toBe(false);
  for (const route of [
    { ...HELLO, timeoutMs: 5 },
    { ...HELLO, further: [{ host: 'shop.localhost', path: '' }] },
  ])
    expect(rendersTo(served, { ...TABLE, routes: [route] })).toBe(false);
});

describe('reading back', () => {
  test.each([
    TABLE,
    FULL,
    emptyTable(443),
    { ...TABLE, httpsPort: 443 },
    { ...TABLE, hideVersion: true as const },
    { ...TABLE, addr: '127.0.0.1' },
    { ...TABLE, addr: '[::1]', httpsPort: 9443 },
  ])('$addr:$httpsPort', (table) => {
    expect(readConfig(asJson(renderConfig(table)), table.routes)).toMatchObject({ table, intact: true });
  });

  test('a configuration of an earlier version has a name and a port', () => {
    const config = asJson(renderConfig(TABLE));
    const control = at(config, 'apps', 'http', 'servers', 'control');
    Object.assign(control ?? {}, { routes: [] });
    expect(readConfig(config, TABLE.routes)).toEqual({ table: TABLE, intact: false, served: undefined });
  });

  test('a configuration for other further hosts or timeouts than its files have is not intact', () => {
    const config = asJson(renderConfig(FULL));
    expect(readConfig(config, TABLE.routes)).toMatchObject({ intact: false, served: { hosts: ['shop.localhost'] } });
  });

  test('any change by hand is seen', () => {
    const edits: readonly [readonly (string | number)[], object][] = [
      [['apps', 'http'], { grace_period: '1s' }],
      [['admin'], { listen: ':2019' }],
      [['apps', 'http', 'servers', 'https', 'routes', -2], { terminal: false }],
      [['apps', 'http', 'servers', 'control', 'routes', -3, 'handle', 0], { body: '{}' }],
      [['apps', 'http', 'servers', 'http', 'routes', -1, 'handle', 0, 'headers'], { Location: ['https://evil'] }],
      [['apps', 'http', 'servers'], { more: {} }],
    ];
    for (const [path, edit] of edits) {
      const config = asJson(renderConfig(TABLE));
      Object.assign(at(config, ...path) ?? {}, edit);
      expect(readConfig(config, TABLE.routes).intact).toBe(false);
    }
  });

  test.each([null, undefined, {}, [], 'x', { apps: { http: { servers: { https: { routes: 'x' } } } } }])(
    'what is not ours at all is an empty table: %j',
    (config) => {
      expect(readConfig(config, [])).toMatchObject({ table: { addr: '', httpsPort: 0, routes: [] }, intact: false });
    },
  );
});

test('the order of routes does not matter, their upstreams do', () => {
  const [hello = { function: '', upstream: '' }, second = hello] = TABLE.routes;
  expect(sameRoutes(TABLE, { ...TABLE, routes: [second, hello] })).toBe(true);
  expect(sameRoutes(TABLE, { ...TABLE, routes: [{ ...hello, upstream: 'x' }, second] })).toBe(false);
  expect(sameRoutes(TABLE, { ...TABLE, routes: [hello] })).toBe(false);
  expect(sameRoutes(TABLE, { ...TABLE, routes: [{ ...hello, timeoutMs: 1 }, second] })).toBe(false);
  expect(sameRoutes(TABLE, { ...TABLE, routes: [{ ...hello, further: [{ path: '/x' }] }, second] })).toBe(false);
});
