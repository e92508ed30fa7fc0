/**
 * Tests requests whose end two parsers might see differently (RFC 9112 11.2). For each, the router
 * refuses it, or the function sees exactly one request. A second one hidden in the body never
 * reaches any function.
 */
import type { RouterLink } from '@smolfaas/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawTls } from './raw-http.test.fixture.js';
import { ADDR, ask } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

/** Counts the requests it receives; `/seen` returns them and is not counted. */
const COUNTER = `let seen = [];
require('http').createServer((q, r) => {
  if (q.url !== '/seen') seen.push(q.method + ' ' + q.url);
  q.resume().on('end', () => r.end(JSON.stringify(seen)));
}).listen(8000)`;

let world: World;
let link: RouterLink;
beforeAll(async () => {
  world = await createWorld();
  link = await manager.ensure(world.spec, undefined, never);
  const counter = await world.addServer('a', COUNTER);
  await world.ready(link, counter);
  await link.push(world.table('a'), never);
});
afterAll(() => world.destroy());

const HIDDEN = `GET /invoke/a/hidden HTTP/1.1\r\nHost: ${ADDR}\r\n\r\n`;
const post = (...lines: readonly string[]) =>
  ['POST /invoke/a/outer HTTP/1.1', `Host: ${ADDR}`, 'Connection: close', ...lines].join('\r\n');

test.each([
  ['length and chunks', post('Content-Length: 4', 'Transfer-Encoding: chunked', '', `0\r\n\r\n${HIDDEN}`)],
  ['chunks under another name', post('Transfer-Encoding: xchunked', 'Content-Length: 4', '', `0\r\n\r\n${HIDDEN}`)],
  ['chunks twice', post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity', '', `0\r\n\r\n${HIDDEN}`)],
  ['a space before the colon', post('Transfer-Encoding : chunked', 'Content-Length: 4', '', `0\r\n\r\n${HIDDEN}`)],
  ['two lengths', post('Content-Length: 4', 'Content-Length: 0', '', `abcd${HIDDEN}`)],
  ['a signed length', post('Content-Length: +4', '', `abcd${HIDDEN}`)],
  ['a folded line', post('Transfer-Encoding:\r\n chunked', 'Content-Length: 4', '', `0\r\n\r\n${HIDDEN}`)],
  ['bare line feeds', post('Content-Length: 0', '', '').replaceAll('\r\n', '\n') + HIDDEN],
  ['two hosts', post('Host: evil', 'Content-Length: 0', '', HIDDEN)],
  ['a bad chunk size', post('Transfer-Encoding: chunked', '', `0x4\r\nabcd\r\n0\r\n\r\n${HIDDEN}`)],
  ['a chunk extension with a line feed', post('Transfer-Encoding: chunked', '', `4;\nx\r\nabcd\r\n0\r\n\r\n${HIDDEN}`)],
])('%s', async (_name, request) => {
  const before: string[] = JSON.parse((await ask(world.spec.httpsPort, '/invoke/a/seen')).body);
  const { status } = await rawTls(world.spec.httpsPort, ADDR, request).catch(() => ({ status: 0 }));
  const after: string[] = JSON.parse((await ask(world.spec.httpsPort, '/invoke/a/seen')).body);
  const seen = after.slice(before.length);
  expect({ status, seen }).toSatisfy(isSound);
});

/**
 * Refused (0: closed without a response) with at most the outer request seen, or that one request
 * was answered.
 */
function isSound({ status, seen }: { status: number; seen: readonly string[] }): boolean {
  const onlyOuter = seen.every((request) => request === 'POST /outer');
  return status === 200
    ? onlyOuter && seen.length === 1
    : [0, 400, 501, 502].includes(status) && onlyOuter && seen.length <= 1;
}

test('headers of 8 KB pass; of more than a megabyte are refused by the router', async () => {
  expect((await ask(world.spec.httpsPort, '/invoke/a', { headers: { 'x-big': 'x'.repeat(8_000) } })).status).toBe(200);
  const head = `GET /invoke/a HTTP/1.1\r\nHost: ${ADDR}\r\nX-Big: ${'x'.repeat(1_200_000)}\r\nConnection: close\r\n\r\n`;
  const { status } = await rawTls(world.spec.httpsPort, ADDR, head).catch(() => ({ status: 0 }));
  expect([0, 431]).toContain(status);
});
