import { createServer, connect as netConnect, type Socket } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { upgradeToBuildKit } from './upgrade.js';

/**
 * An engine that sends these pieces, one write each; returns the upgraded socket and the received
 * request.
 */
async function against(pieces: string[], use: (socket: Socket, asked: () => string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'bkt-up-'));
  let asked = '';
  const server = createServer(async (socket) => {
    socket.on('data', (chunk) => (asked += chunk.toString())).on('error', () => undefined);
    await once(socket, 'data');
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (pieces.length === 0) socket.destroy();
  });
  await new Promise<void>((resolve) => void server.listen(join(dir, 's'), resolve));
  const client = netConnect(join(dir, 's'));
  try {
    await use(client, () => asked);
  } finally {
    client.destroy();
    server.close();
    rmSync(dir, { recursive: true });
  }
}

const OK = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';

test('the request asks for h2c at the path, and bytes behind the 101 are kept', async () => {
  await against([`${OK}early`], async (socket, asked) => {
    const upgraded = await upgradeToBuildKit(socket, '/v1.41/grpc', 'docker');
    const [chunk] = await once(upgraded.resume(), 'data');
    expect(String(chunk)).toBe('early');
    expect(asked()).toMatch(/^POST \/v1\.41\/grpc HTTP\/1\.1\r\n/);
    expect(asked()).toMatch(/\r\nUpgrade: h2c\r\n/);
  });
});

test('a head that comes in pieces is put together', async () => {
  await against([OK.slice(0, 10), OK.slice(10, 70), `${OK.slice(70)}x`], async (socket) => {
    const upgraded = await upgradeToBuildKit(socket, '/grpc', 'docker');
    const [chunk] = await once(upgraded.resume(), 'data');
    expect(String(chunk)).toBe('x');
  });
});

test('any other status is no BuildKit, with the body for people', async () => {
  await against(['HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno'], async (socket) => {
    const failed = upgradeToBuildKit(socket, '/grpc', 'docker');
    await expect(failed).rejects.toMatchObject({ code: 'no-buildkit', details: { status: 403, body: 'no' } });
  });
});

test('a head without end, and a connection that closes, are errors', async () => {
  await against(['HTTP/1.1 101 X\r\nA: '.padEnd(20_000, 'a')], async (socket) => {
    await expect(upgradeToBuildKit(socket, '/grpc', 'docker')).rejects.toThrow(/does not speak HTTP/);
  });
  await against([], async (socket) => {
    await expect(upgradeToBuildKit(socket, '/grpc', 'docker')).rejects.toThrow(/closed the connection|ECONNRESET/);
  });
});
