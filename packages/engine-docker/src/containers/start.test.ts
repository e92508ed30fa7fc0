/**
 * Tests that a feature the engine lacks is left out: an HTTP server plays such engines and refuses
 * in their words.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dialEngine } from '../connection/connection.js';
import { socketEndpoint } from '../endpoint/endpoint.js';
import { startFunction } from './start.js';

const SPEC = {
  function: 'hello',
  generation: 1,
  name: 'fn-hello.g1',
  alias: 'fn-hello.g1',
  address: '1.fn-hello.g1',
  instance: 1,
  image: 'sha256:0',
  network: 'net',
  env: {},
  labels: {},
  memoryBytes: 1 << 20,
  cpuShares: 128,
  pids: 1,
  readOnlyRoot: true,
  init: true,
};
const signal = new AbortController().signal;

interface HostConfig {
  readonly Init: boolean;
  readonly CpuShares?: number;
  readonly Memory: number;
}

let directory: string;
let server: Server;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engine-'));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

/**
 * Starts a function on an engine whose start fails with `message` as long as `refuses` returns
 * true. Returns the configurations that it received.
 */
async function startedOn(message: string, refuses: (config: HostConfig) => boolean): Promise<readonly HostConfig[]> {
  const created: HostConfig[] = [];
  server = createServer(async (request, response) => {
    const body = await text(request);
    const answer = (status: number, value: object) => response.writeHead(status).end(JSON.stringify(value));
    if (request.url === '/version') return answer(200, { Version: '20.10.24', ApiVersion: '1.41', Os: 'linux' });
    if (request.url?.includes('/containers/create')) {
      created.push((JSON.parse(body) as { HostConfig: HostConfig }).HostConfig);
      return answer(201, { Id: `c${created.length}` });
    }
    const last = created.at(-1);
    if (request.url?.endsWith('/start') && last !== undefined && refuses(last)) return answer(500, { message });
    return response.writeHead(204).end();
  });
  const path = join(directory, 'engine');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const connection = await dialEngine(socketEndpoint(path, 'test'), signal);
  try {
    await startFunction(connection, SPEC, signal);
  } finally {
    connection.close();
  }
  return created;
}

it.each([
  'crun: the requested cgroup controller `cpu` is not available: OCI runtime error',
  'OCI runtime create failed: the requested cgroup controller `cpu` is not available: unknown',
  'crun: opening file `cpu.weight` for writing: Permission denied: OCI permission denied',
])('the weight, where the processor is not counted: %s', async (message) => {
  const created = await startedOn(message, ({ CpuShares }) => CpuShares !== undefined);
  expect(created.map(({ CpuShares, Memory }) => ({ CpuShares, Memory }))).toEqual([
    { CpuShares: 128, Memory: 1 << 20 },
    { CpuShares: undefined, Memory: 1 << 20 },
  ]);
});

it('the init, where it is not installed; the weight stays', async () => {
  const created = await startedOn('exec: "docker-init": executable file not found in $PATH', ({ Init }) => Init);
  expect(created.map(({ CpuShares, Init }) => ({ CpuShares, Init }))).toEqual([
    { CpuShares: 128, Init: true },
    { CpuShares: 128, Init: false },
  ]);
});

it('nothing else', async () => {
  const start = startedOn('exec: "cpu": executable file not found in $PATH', () => true);
  await expect(start).rejects.toMatchObject({ code: 'container-failed' });
});
