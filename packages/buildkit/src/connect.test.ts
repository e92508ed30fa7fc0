/**
 * Connecting to everything that is not BuildKit: each failure has its own code. Real sockets, no
 * engine.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect as netConnect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asNobody } from './as-nobody.test.fixture.js';
import { connect } from './connect.js';
import { dialAddress } from './connect/target.js';

let dir = '';
const cleanups: (() => void)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bkt-connect-'));
});
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  rmSync(dir, { recursive: true, force: true });
});

/** Listens on a new socket. */
async function listen(server: Server): Promise<string> {
  const socketPath = join(dir, 's.sock');
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  return socketPath;
}

test('an engine without BuildKit is told by its status', async () => {
  const engine = createHttpServer((_request, response) => response.writeHead(404).end('{"message":"page not found"}'));
  const failed = connect({ kind: 'docker', socketPath: await listen(engine) });
  await expect(failed).rejects.toMatchObject({ code: 'no-buildkit', details: { status: 404 } });
});

test('an engine that takes neither HTTP/2 at once nor the upgrade is asked both, and told by its status', async () => {
  const calls: string[] = [];
  const engine = createHttpServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.writeHead(404).end();
  });
  const refused = connect({ kind: 'docker', socketPath: await listen(engine), transport: 'h2c' });
  await expect(refused).rejects.toMatchObject({ code: 'no-buildkit', details: { status: 404 } });
  expect(calls).toContain('POST /grpc');
});

test('nobody there, nobody listening, a path that is no socket', async () => {
  const missing = { kind: 'docker', socketPath: join(dir, 'none.sock') } as const;
  const details = { errno: 'ENOENT', address: `unix://${missing.socketPath}` };
  await expect(connect(missing)).rejects.toMatchObject({ code: 'unreachable', details });
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  const refused = connect({ kind: 'docker', host: '127.0.0.1', port });
  await expect(refused).rejects.toMatchObject({ code: 'unreachable', details: { errno: 'ECONNREFUSED' } });
});

test('an answer that is not HTTP, and none at all', async () => {
  const speaker = createServer((socket) => socket.end('SSH-2.0-nothing\r\n\r\n'));
  await expect(connect({ kind: 'docker', socketPath: await listen(speaker) })).rejects.toMatchObject({
    code: 'unreachable',
  });
  rmSync(join(dir, 's.sock'), { force: true });
  const silent = connect({ kind: 'docker', socketPath: await listen(createServer()) }, { deadlineMs: 300 });
  await expect(silent).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringContaining('no answer within'),
  });
});

test('a server of HTTP/1 where a buildkitd is expected is told by its status, over a socket and over a stream', async () => {
  const socketPath = await listen(createHttpServer((_request, response) => response.writeHead(200).end()));
  const details = { status: expect.any(Number) };
  await expect(connect({ kind: 'unix', socketPath })).rejects.toMatchObject({ code: 'no-buildkit', details });
  const label = 'a stream of mine';
  const open = async () => netConnect(socketPath);
  await expect(connect({ kind: 'stream', label, open })).rejects.toMatchObject({
    code: 'no-buildkit',
    message: expect.stringContaining('what answers at a stream of mine is not BuildKit'),
  });
});

test('a stream that cannot be opened, that ends, or that fails is unreachable, with the reason', async () => {
  const because = async (open: () => Promise<Duplex>) => {
    const error: unknown = await connect({ kind: 'stream', label: 'there', open }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'unreachable', details: { address: 'there' } });
    return error instanceof Error ? error.message : '';
  };
  expect(await because(() => Promise.reject(new Error('no such container')))).toBe(
    'cannot reach there: no such container',
  );
  const ending = () => new PassThrough({ read() {} }).end();
  expect(await because(async () => Duplex.from({ readable: ending(), writable: new PassThrough().resume() }))).toMatch(
    /closed without an answer|Premature close/,
  );
  const failing = async () => {
    const stream = new PassThrough();
    setTimeout(() => stream.destroy(new Error('buildctl: not found')), 50);
    return Duplex.from({ readable: stream, writable: new PassThrough().resume() });
  };
  expect(await because(failing)).toBe('cannot reach there: buildctl: not found');
});

test('closing ends what a target is still opening', async () => {
  const aborted: boolean[] = [];
  const open = (signal: AbortSignal) =>
    new Promise<Duplex>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`aborted ${aborted.push(true)}`)), { once: true });
    });
  const failed = connect({ kind: 'stream', label: 'slow', open }, { deadlineMs: 200 });
  await expect(failed).rejects.toMatchObject({ code: 'unreachable' });
  await expect.poll(() => aborted).toEqual([true, true]);
});

test('a signal cancels connecting', async () => {
  const socketPath = await listen(createServer());
  const controller = new AbortController();
  const connecting = connect({ kind: 'docker', socketPath }, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(connecting).rejects.toMatchObject({ code: 'canceled', cause: { message: 'enough' } });
});

test('a socket that this user may not use', async () => {
  const socketPath = await listen(createServer());
  chmodSync(dir, 0o755);
  chmodSync(socketPath, 0);
  const said = asNobody(
    { connect: new URL('../dist/index.js', import.meta.url) },
    `const error = await connect({ kind: 'docker', socketPath: ${JSON.stringify(socketPath)} }).catch((e) => e);
    return [error.code, error.details.errno];`,
  );
  expect(said).toEqual(['permission', 'EACCES']);
});

test('addresses have defaults and readable names', () => {
  expect(dialAddress({ kind: 'docker' })).toMatchObject({ label: 'unix:///var/run/docker.sock' });
  expect(dialAddress({ kind: 'docker', host: 'h' })).toMatchObject({
    label: 'tcp://h:2375',
    connect: { host: 'h', port: 2375 },
  });
  expect(dialAddress({ kind: 'docker', host: '::1', tls: {} })).toMatchObject({
    label: 'tcp://[::1]:2376',
    grpc: 'dns:///[::1]:2376',
  });
  expect(dialAddress({ kind: 'unix', socketPath: '/b.sock' })).toMatchObject({ grpc: 'unix:/b.sock' });
  expect(dialAddress({ kind: 'tcp', host: 'h', port: 1234 })).toMatchObject({ grpc: 'dns:///h:1234' });
  expect(() => dialAddress({ kind: 'docker', host: 'h', port: 70_000 })).toThrow(/not a TCP port: 70000/);
});
