import type { RouteTable } from '@smolfaas/core';
import { describe, expect, test } from 'vitest';
import { changedRoutes, emptyTable, readConfig, renderConfig, sameConfig } from './config.js';
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
const upstreamsOf = (table: RouteTable) => new Map(table.routes.map((route) => [route.function, route.upstream]));

test('the whole configuration of two functions', async () => {
  const text = `${JSON.stringify(renderConfig(TABLE), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('__golden__/config.json');
});

test('the order of the routes does not matter, nor do their upstreams', () => {
  const other = TABLE.routes.map((route) => ({ ...route, upstream: 'x' })).toReversed();
  expect(JSON.stringify(renderConfig({ ...TABLE, routes: other }))).toBe(JSON.stringify(renderConfig(TABLE)));
  expect(sameConfig(TABLE, { ...TABLE, routes: other })).toBe(true);
  expect(sameConfig(TABLE, { ...TABLE, httpsPort: 443 })).toBe(false);
});

describe('reading back', () => {
  test.each([
    TABLE,
    emptyTable(443),
    { ...TABLE, httpsPort: 443 },
    { ...TABLE, addr: '127.0.0.1' },
    { ...TABLE, addr: '[::1]', httpsPort: 9443 },
  ])('$addr:$httpsPort', (table) => {
    expect(readConfig(asJson(renderConfig(table)), upstreamsOf(table))).toEqual({ table, intact: true });
  });

  test('a missing upstream file is an empty upstream', () => {
    const { table } = readConfig(asJson(renderConfig(TABLE)), new Map());
    expect(table.routes).toEqual(TABLE.routes.map((route) => ({ ...route, upstream: '' })));
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
      expect(readConfig(config, upstreamsOf(TABLE)).intact).toBe(false);
    }
  });

  test.each([null, undefined, {}, [], 'x', { apps: { http: { servers: { https: { routes: 'x' } } } } }])(
    'what is not ours at all is an empty table: %j',
    (config) => {
      expect(readConfig(config, new Map())).toEqual({ table: { addr: '', httpsPort: 0, routes: [] }, intact: false });
    },
  );
});

test('moved and added routes', () => {
  const [hello = { function: '', upstream: '' }, second = hello] = TABLE.routes;
  const newer = { ...hello, upstream: 'smolfaas-func-hello.g4' };
  const third = { function: 'third', upstream: 'x' };
  expect(changedRoutes(TABLE, { ...TABLE, routes: [newer, second, third] })).toEqual({
    moved: [newer],
    added: [third],
  });
  expect(changedRoutes(TABLE, { ...TABLE, routes: [hello] })).toEqual({ moved: [], added: [] });
});
