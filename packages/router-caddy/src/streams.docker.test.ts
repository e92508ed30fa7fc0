/**
 * Tests what outlives single requests: server-sent events, WebSockets, disconnecting clients,
 * uploads; and HTTP/2.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import type { RouterLink } from '@smolfaas/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { get } from './raw-http.test.fixture.js';
import { ADDR, ask } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

const HASHES = `require('http').createServer((q, r) => {
  const hash = require('crypto').createHash('sha256');
  q.on('data', (d) => hash.update(d)).on('end', () => r.end(hash.digest('hex')));
}).listen(8000)`;

let world: World;
let link: RouterLink;
beforeAll(async () => {
  world = await createWorld();
  link = await manager.ensure(world.spec, undefined, never);
  await world.ready(
    link,
    await world.addFunction('a'),
    await world.addFunction('b'),
    await world.addServer('sum', HASHES),
  );
  await link.push(world.table('a', 'b', 'sum'), never);
});
afterAll(() => world.destroy());

async function open(request: string): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: world.spec.httpsPort,
    servername: ADDR,
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  socket.write(request);
  return socket;
}

/** Bytes that arrive within this time. */
async function during(socket: TLSSocket, ms: number): Promise<string> {
  const chunks: Buffer[] = [];
  const collect = (chunk: Buffer) => chunks.push(chunk);
  socket.on('data', collect);
  await sleep(ms);
  socket.off('data', collect);
  return Buffer.concat(chunks).toString('latin1');
}

/** A text frame from a client, masked with zeros. */
const frame = (word: string) => Buffer.concat([Buffer.from([0x81, 0x80 | word.length, 0, 0, 0, 0]), Buffer.from(word)]);

test('events arrive when they are sent', async () => {
  const socket = await open(get('/invoke/a/sse', ADDR));
  const begun = performance.now();
  const [first] = await once(socket, 'data');
  expect(performance.now() - begun).toBeLessThan(500);
  expect(String(first)).toContain('text/event-stream');
  expect(await during(socket, 400)).toMatch(/data: 2\n/);
  socket.destroy();
});

test('a client that leaves is noticed by the function within a second', async () => {
  const before = Number((await ask(world.spec.httpsPort, '/invoke/b/aborts')).body);
  const socket = await open(get('/invoke/b/hang', ADDR));
  await sleep(200);
  socket.destroy();
  const aborts = async () => Number((await ask(world.spec.httpsPort, '/invoke/b/aborts')).body);
  await expect.poll(aborts, { timeout: 1_000 }).toBe(before + 1);
});

test('WebSockets and events survive redeploys, and WebSockets also a reload', async () => {
  const key = randomBytes(16).toString('base64');
  const handshake = ['Upgrade: websocket', `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13'];
  const request = get('/invoke/a/chat', ADDR, ...handshake).replace('Connection: close', 'Connection: Upgrade');
  const socket = await open(request);
  const [head] = await once(socket, 'data');
  expect(String(head)).toContain(
    createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64'),
  );
  const events = await open(get('/invoke/a/sse', ADDR));

  const moved = world
    .table('a', 'b', 'sum')
    .routes.map((route) => (route.function === 'b' ? { ...route, upstream: 'b2' } : route));
  await link.push({ ...world.table(), routes: moved }, never);
  socket.write(frame('redeployed'));
  expect(await during(socket, 200)).toBe('\x81\x0aredeployed');
  expect(await during(events, 300)).toContain('data: ');

  await link.push(world.table('a', 'b'), never);
  socket.write(frame('reloaded'));
  expect(await during(socket, 200)).toBe('\x81\x08reloaded');
  expect(await during(events, 300)).toContain('data: ');
  await link.push(world.table('a', 'b', 'sum'), never);
  socket.destroy();
  events.destroy();
});

test('a large upload is streamed whole', async () => {
  const body = randomBytes(64 << 20).toString('latin1');
  const { body: sum } = await ask(world.spec.httpsPort, '/invoke/sum', { method: 'POST', body });
  expect(sum).toBe(createHash('sha256').update(body).digest('hex'));
});

test('HTTP/2 is spoken, with the same routes', async () => {
  const session = connectHttp2(`https://127.0.0.1:${world.spec.httpsPort}`, {
    servername: ADDR,
    rejectUnauthorized: false,
  });
  const fetch = async (path: string) => {
    const stream = session.request({ ':path': path, ':authority': `${ADDR}:${world.spec.httpsPort}` });
    const [headers] = await once(stream, 'response');
    return { status: headers[':status'], body: await text(stream) };
  };
  expect(JSON.parse((await fetch('/invoke/a//x')).body)).toMatchObject({ name: 'a', target: '//x' });
  expect((await fetch('/invoke/a/..%2fb')).status).toBe(400);
  expect((await fetch('//invoke/a')).status).toBe(404);
  session.close();
});
