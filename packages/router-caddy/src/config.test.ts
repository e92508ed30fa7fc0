import type { RouteTable } from '@smolfaas/core';
import { describe, expect, test } from 'vitest';
import { emptyTable, readConfig, renderConfig, sameConfig, sameRoutes } from './config.js';
import { at } from './json-path.js';

const TABLE: RouteTable = {
  addr: 'fn.localhost',
  httpsPort: 8443,
  routes: [
    { function: 'hello', upstream: 'smolfaas-func-hello.g3' },
    { function: 'hello-2', upstream: 'smolfaas-func-hello-2.g1' },
  ],
};

const asJson = (value: object): unknown => JSON.parse(JSON.stringify(value));

test('the whole configuration', async () => {
  const text = `${JSON.stringify(renderConfig(TABLE), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('__golden__/config.json');
});

test('the routes are no part of it', () => {
  const other = { ...TABLE, routes: [{ function: 'other', upstream: 'x' }] };
  expect(renderConfig(other)).toEqual(renderConfig(TABLE));
  expect(sameConfig(TABLE, other)).toBe(true);
  expect(sameConfig(TABLE, { ...TABLE, httpsPort: 443 })).toBe(false);
  expect(sameConfig(TABLE, { ...TABLE, hideVersion: true })).toBe(false);
});

describe('reading back', () => {
  test.each([
    TABLE,
    emptyTable(443),
    { ...TABLE, httpsPort: 443 },
    { ...TABLE, hideVersion: true as const },
    { ...TABLE, addr: '127.0.0.1' },
    { ...TABLE, addr: '[::1]', httpsPort: 9443 },
  ])('$addr:$httpsPort', (table) => {
    expect(readConfig(asJson(renderConfig(table)), table.routes)).toEqual({ table, intact: true });
  });

  test('any change by hand is seen', () => {
    const edits: readonly [readonly (string | number)[], object][] = [
      [['apps', 'http'], { grace_period: '1s' }],
      [['admin'], { listen: ':2019' }],
      [['apps', 'http', 'servers', 'https', 'routes', -2], { terminal: false }],
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
      expect(readConfig(config, [])).toEqual({ table: { addr: '', httpsPort: 0, routes: [] }, intact: false });
    },
  );
});

test('the order of routes does not matter, their upstreams do', () => {
  const [hello = { function: '', upstream: '' }, second = hello] = TABLE.routes;
  expect(sameRoutes(TABLE, { ...TABLE, routes: [second, hello] })).toBe(true);
  expect(sameRoutes(TABLE, { ...TABLE, routes: [{ ...hello, upstream: 'x' }, second] })).toBe(false);
  expect(sameRoutes(TABLE, { ...TABLE, routes: [hello] })).toBe(false);
});
