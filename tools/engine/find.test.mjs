import { createServer } from 'node:http';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineSockets, findEngine, parseDockerHost } from './find.mjs';

let home;
const servers = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'smolfaas-find-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await rm(home, { recursive: true });
});

/** Something that answers like an engine at a socket: all that finding one needs. */
async function listen(socketPath, status, version) {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify({ Version: version })));
  await once(server.listen(socketPath), 'listening');
  servers.push(server);
}

test('DOCKER_HOST alone decides', async () => {
  const socketPath = join(home, 'named.sock');
  await listen(socketPath, 200, '1.2.3');
  expect(await findEngine({ DOCKER_HOST: `unix://${socketPath}` }, home)).toEqual({
    endpoint: { socketPath },
    version: '1.2.3',
  });
  const silent = `unix://${join(home, 'nothing.sock')}`;
  await expect(findEngine({ DOCKER_HOST: silent }, home)).rejects.toThrow(
    `DOCKER_HOST is ${silent}, but no engine answers there`,
  );
});

test('something that answers, but not as an engine, is none', async () => {
  const socketPath = join(home, 'other.sock');
  await listen(socketPath, 404, 'x');
  await expect(findEngine({ DOCKER_HOST: `unix://${socketPath}` }, home)).rejects.toThrow('no engine answers');
});

test('the sockets of desktop and rootless engines are known', async () => {
  const runtime = join(home, 'run');
  await mkdir(runtime);
  const sockets = engineSockets({ XDG_RUNTIME_DIR: runtime }, home);
  expect(sockets[0]).toBe('/var/run/docker.sock');
  expect(sockets).toContain(join(home, '.docker/run/docker.sock'));
  expect(sockets).toContain(join(runtime, 'docker.sock'));
});

test('addresses: unix and plain tcp are spoken, others are refused with a way out', () => {
  expect(parseDockerHost('unix:///tmp/d.sock')).toEqual({ socketPath: '/tmp/d.sock' });
  expect(parseDockerHost('tcp://127.0.0.1:2375')).toEqual({ host: '127.0.0.1', port: 2375 });
  expect(() => parseDockerHost('ssh://me@host')).toThrow('Forward the engine to a local socket');
});
