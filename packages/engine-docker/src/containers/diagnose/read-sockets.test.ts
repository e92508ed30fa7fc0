import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { socketEndpoint } from '../../endpoint/endpoint.js';
import { dialEngine } from '../../connection/connection.js';
import { readListening } from './read-sockets.js';

const VERSION = { Version: '28.5.2', ApiVersion: '1.51', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' };
const signal = new AbortController().signal;

/**
 * An engine that runs a command and never reports its end: a real server on a socket in a temporary
 * directory.
 */
let directory: string;
let server: Server;
let begun: Promise<unknown>;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'engine-'));
  server = createServer((request, response) => {
    if (request.url === '/version') response.end(JSON.stringify(VERSION));
    else response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ Id: 'command' }));
  });
  server.on('upgrade', (_, socket: Socket) => {
    socket.on('error', () => undefined); // the client hangs up at the end
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
  });
  begun = once(server, 'upgrade');
  server.listen(join(directory, 'engine.sock'));
  await once(server, 'listening');
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

it('a command in the container that never ends leaves the sockets out, and does not fail the diagnosis', async () => {
  const engine = await dialEngine(socketEndpoint(join(directory, 'engine.sock'), 'test'), signal);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const listening = readListening(engine, { id: 'c'.repeat(64), pid: process.pid }, signal);
  await begun;
  vi.advanceTimersByTime(5_000);
  expect(await listening).toBeUndefined();
  engine.close();
});
