/** Routes: what may be written, and which addresses may not be. */
import { expect, test } from 'vitest';
import { parseRoute, routeFaults } from './routes.js';

test.each([
  ['/api', { path: '/api' }],
  ['/api/v1.2/~x/_y-z', { path: '/api/v1.2/~x/_y-z' }],
  ['/...', { path: '/...' }],
  ['api.example.test', { host: 'api.example.test', path: '' }],
  ['Shop.LocalHost/Api', { host: 'shop.localhost', path: '/Api' }],
  ['shop', { host: 'shop', path: '' }],
])('%s is a route', (text, expected) => {
  expect(parseRoute(text)).toEqual(expected);
});

test.each([
  '',
  '/',
  '/api/',
  '//api',
  '/a/b/c/d/e',
  '/api?x',
  '/a%20b',
  '/..',
  '/a/./b',
  'https://a.test',
  'a.test:8443',
  '*.a.test',
  'a..test',
  '-a.test',
  '127.0.0.1',
  '127.0.0.1/x',
  '[::1]',
  'a_b',
  '/a b',
  '/*',
])('%j is none', (text) => {
  expect(parseRoute(text)).toBeUndefined();
});

const faults = (routes: Readonly<Record<string, readonly string[]>>, addr = 'fn.localhost') =>
  routeFaults(
    new Map(Object.entries(routes).map(([fn, all]) => [fn, all.map((text) => parseRoute(text) ?? { path: '?' })])),
    addr,
  ).map((fault) => `${fault.function}.${fault.index} ${fault.message}`);

test('an address that two functions have is a fault of both', () => {
  expect(faults({ a: ['/api', 'shop.localhost/x'], b: ['/x', 'fn.localhost/api', 'SHOP.localhost/x'] })).toEqual([
    'a.0 /api is a route of the function b as well',
    'a.1 shop.localhost/x is a route of the function b as well',
    'b.1 fn.localhost/api is a route of the function a as well',
    'b.2 shop.localhost/x is a route of the function a as well',
  ]);
  expect(faults({ a: ['/api', '/api'] })).toEqual(['a.0 /api is there twice', 'a.1 /api is there twice']);
});

test('what the router and the functions have already is no route', () => {
  expect(
    faults({ a: ['/health', '/invoke', '/invoke/a/x', 'fn.localhost/health', 'fn.localhost', 'b.fn.localhost/x'] }),
  ).toEqual([
    "a.0 /health is the router's own check of its health",
    'a.1 /invoke is where functions are called by name',
    'a.2 /invoke/a/x is where functions are called by name',
    "a.3 fn.localhost/health is the router's own check of its health",
    "a.4 fn.localhost is the router's own name: add a path to it",
    'a.5 b.fn.localhost/x belongs to a function named b: choose a name that is not directly below fn.localhost',
  ]);
});

test('all else may be, also one below the other, and at another host', () => {
  expect(
    faults({ a: ['/api', '/health/x', '/invoked', 'x.test/health'], b: ['/api/v1', 'x.y.fn.localhost', 'x.test'] }),
  ).toEqual([]);
  expect(faults({ a: ['b.fn.localhost'] }, 'other.localhost')).toEqual([]);
});
