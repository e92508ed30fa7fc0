/**
 * Whether an engine has BuildKit, asked without gRPC: real sockets. connect.docker.test.ts asks a
 * real engine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasBuildKit } from './has-buildkit.js';

let dir = '';
const servers: Server[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'bkt-has-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function listen(server: Server): Promise<string> {
  const socketPath = join(dir, 's.sock');
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  return socketPath;
}

test('an HTTP/1 answer means no, after the upgrade was tried too', async () => {
  const calls: string[] = [];
  const engine = createHttpServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.writeHead(404, { connection: 'close' }).end();
  });
  const socketPath = await listen(engine);
  expect(await hasBuildKit({ kind: 'docker', socketPath, transport: 'h2c' })).toBe(false);
  expect(await hasBuildKit({ kind: 'docker', socketPath, transport: 'upgrade' })).toBe(false);
  expect(calls.filter((call) => call === 'POST /grpc')).toHaveLength(2);
});

test('HTTP/2 means yes', async () => {
  const socketPath = await listen(createHttp2Server());
  expect(await hasBuildKit({ kind: 'docker', socketPath, transport: 'h2c' })).toBe(true);
});

test('an engine that is gone is no answer', async () => {
  const asked = hasBuildKit({ kind: 'docker', socketPath: join(dir, 'none.sock') });
  await expect(asked).rejects.toMatchObject({ code: 'ENOENT' });
});

test('one that does not answer ends with the deadline, or with the signal', async () => {
  const socketPath = await listen(createHttpServer(() => undefined));
  const target = { kind: 'docker', socketPath, transport: 'upgrade' } as const;
  await expect(hasBuildKit(target, { deadlineMs: 50 })).rejects.toThrow('no answer within 50 ms');
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(hasBuildKit(target, { signal })).rejects.toThrow('enough');
});
