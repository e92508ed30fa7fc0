/**
 * Tests what the published ports respond to a client: the real router, and everything that may
 * occupy the ports instead.
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probePublished, probeRedirect } from './published.js';
import { ADDR } from './router-client.test.fixture.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  const link = await manager.ensure(world.spec, undefined, never);
  await link.push(world.table(), never);
});
afterAll(() => world.destroy());

/** Listens on a free port of 127.0.0.1 while `use` runs. */
async function listening<T>(server: Server, use: (port: number) => Promise<T>): Promise<T> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    return await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
}

const secure = (port: number, ms = 5_000) => probePublished('127.0.0.1', port, ADDR, ms, never);
const plain = (port: number, ms = 5_000) => probeRedirect('127.0.0.1', port, ADDR, ms, never);

test('the HTTPS port of the router answers, with a certificate that is valid now', async () => {
  const answer = await secure(world.spec.httpsPort);
  expect(answer).toMatchObject({ ok: true, status: 200, body: 'SmolFaaS Router OK', certificate: { names: [ADDR] } });
  if (!answer.ok) throw new Error(answer.why);
  expect(answer.certificate.notBefore.getTime()).toBeLessThan(Date.now());
  expect(answer.certificate.notAfter.getTime()).toBeGreaterThan(Date.now());
});

test('the HTTP port of the router redirects to the HTTPS port', async () => {
  const location = `https://${ADDR}:${world.spec.httpsPort}/health`;
  expect(await plain(world.spec.httpPort)).toEqual({ ok: true, status: 308, location });
});

test('a name that the router does not serve is answered with its certificate and a 404', async () => {
  const answer = await probePublished('127.0.0.1', world.spec.httpsPort, 'other.test', 5_000, never);
  expect(answer).toMatchObject({ ok: true, status: 404, certificate: { names: [ADDR] } });
});

test('a port that nothing listens on is refused', async () => {
  const free = await listening(createServer(), async (port) => port);
  expect(await secure(free)).toEqual({ ok: false, why: `connect ECONNREFUSED 127.0.0.1:${free}` });
  expect(await plain(free)).toEqual({ ok: false, why: `connect ECONNREFUSED 127.0.0.1:${free}` });
});

test('a port that accepts and says nothing ends with the time', async () => {
  await listening(createServer(), async (port) => {
    const begun = performance.now();
    expect(await secure(port, 200)).toEqual({ ok: false, why: 'no answer within 200 ms' });
    expect(await plain(port, 200)).toEqual({ ok: false, why: 'no answer within 200 ms' });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

test('a port that closes at once, and one that speaks no TLS, are failures with words', async () => {
  const closing = createServer((socket) => socket.destroy());
  expect(await listening(closing, (port) => secure(port))).toMatchObject({
    ok: false,
    why: expect.stringMatching(/./),
  });
  const answer = await listening(createHttpServer(), (port) => secure(port));
  expect(answer).toMatchObject({ ok: false, why: expect.stringMatching(/ssl|tls|disconnected|hang up/i) });
});

test('another server on the HTTP port is seen by its status', async () => {
  const other = createHttpServer((_, response) => response.end('x'));
  expect(await listening(other, (port) => plain(port))).toEqual({ ok: true, status: 200, location: undefined });
});

test('the caller’s abort is thrown as the caller’s reason', async () => {
  await listening(createServer(), async (port) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stop')), 50);
    await expect(probePublished('127.0.0.1', port, ADDR, 5_000, stop.signal)).rejects.toThrow(/^stop$/);
  });
});
