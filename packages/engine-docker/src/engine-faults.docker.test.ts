import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRequest, Engine } from '@smolfaas/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectEngine } from './connect-engine.js';
import { SMALL_IMAGE } from './small-image.test.fixture.js';

/**
 * A TCP proxy in front of the real engine. It can cut every connection at a chosen moment, which
 * looks like a dying engine.
 */
interface Proxy {
  readonly port: number;
  cut(): void;
  close(): void;
}

async function proxyToEngine(): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect('/var/run/docker.sock');
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
    client.pipe(engine).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: address.port, cut, close: cut };
}

const run = `smt-${randomBytes(4).toString('hex')}`;
let root: string;
let proxy: Proxy;
let engine: Engine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), run));
});
beforeEach(async () => {
  proxy = await proxyToEngine();
  engine = await connectEngine({ env: { DOCKER_HOST: `tcp://127.0.0.1:${proxy.port}` }, home: root });
  return () => {
    engine.close();
    proxy.close();
  };
});
afterAll(() => rm(root, { recursive: true }));

const signal = AbortSignal.timeout(120_000);
const scope = { containerNames: [], networkName: run, volumeNames: [] };

const builder = () => engine.builder.ensure({ kind: 'engine' }, undefined, () => undefined, signal);

async function build(text: string): Promise<BuildRequest> {
  await writeFile(join(root, 'Dockerfile'), text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const entry = { path: 'Dockerfile', kind: 'file', mode: 0o644, size: text.length, mtimeSeconds: 0, sha256 } as const;
  return {
    function: 'f',
    input: { kind: 'dockerfile', filename: 'Dockerfile', attrs: { 'image-resolve-mode': 'local' } },
    tags: [`${run}:1`],
    labels: {},
    source: { root, entries: [entry] },
    secrets: {},
    sharedKey: run,
    timeoutMs: 60_000,
  };
}

describe('an engine at a tcp address', () => {
  it('observes and builds as one at a socket does, and holds no port of this host', async () => {
    const seen = await engine.observe(scope, signal);
    expect(seen.engine.endpoint).toBe(`tcp://127.0.0.1:${proxy.port}`);
    const request = await build(`FROM ${SMALL_IMAGE}\nRUN true\n`);
    const image = await (await builder()).build(request, () => undefined, signal);
    expect(image.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    await engine.images.remove(`${run}:1`, signal);
    expect(await engine.ports.holder('127.0.0.1', proxy.port)).toBeUndefined();
  });
});

describe('an engine that dies', () => {
  it('ends a build at once, and says so', async () => {
    const request = await build(`FROM ${SMALL_IMAGE}\nRUN echo ${run}; sleep 60\n`);
    const building = (await builder()).build(
      request,
      (event) => {
        if (event.type === 'log') proxy.cut();
      },
      signal,
    );
    const began = performance.now();
    await expect(building).rejects.toMatchObject({ code: 'engine-died', facts: { call: 'build f' } });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('ends what waits for an answer at once, then is unreachable', async () => {
    const waiting = engine.observe(scope, signal);
    proxy.cut();
    await expect(waiting).rejects.toMatchObject({ code: expect.stringMatching(/^engine-(died|unreachable)$/) });
    await expect(engine.observe(scope, signal)).rejects.toMatchObject({ code: 'engine-unreachable' });
    const request = await build(`FROM ${SMALL_IMAGE}\n`);
    await expect((await builder()).build(request, () => undefined, signal)).rejects.toMatchObject({
      code: 'engine-unreachable',
    });
  });
});
