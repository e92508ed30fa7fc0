import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { socketEndpoint } from '../endpoint/endpoint.js';
import { connectFirst } from './connect.js';
import { dialEngine } from './connection.js';

/**
 * The engines of these tests: real HTTP servers on sockets in a temporary directory. Each
 * misbehaves in one way.
 */
let directory: string;
let servers: Server[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'engine-'));
  servers = [];
});
afterEach(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  rmSync(directory, { recursive: true });
});

const VERSION = { Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64' };
const signal = new AbortController().signal;

async function engine(name: string, listener: RequestListener) {
  const path = join(directory, name);
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return socketEndpoint(path, 'test');
}

/** Responds to the version request itself, and passes every other request to `then`. */
const after =
  (then: RequestListener): RequestListener =>
  (request, response) => {
    if (request.url === '/version') response.end(JSON.stringify(VERSION));
    else then(request, response);
  };

describe('dial', () => {
  it('asks without a version, then speaks the agreed one', async () => {
    const urls: (string | undefined)[] = [];
    const endpoint = await engine('good', (request, response) => {
      urls.push(request.url);
      response.end(JSON.stringify(request.url === '/version' ? VERSION : {}));
    });
    const connection = await dialEngine(endpoint, signal);
    await connection.call('ask for its settings', signal, (docker) => docker.info());
    connection.close();
    expect(urls).toEqual(['/version', '/v1.41/info']);
    expect(connection.info).toMatchObject({ endpoint: endpoint.label, version: '20.10.24', apiVersion: '1.41' });
  });

  it('is not led elsewhere by the environment of the process', async () => {
    const before = process.env.DOCKER_HOST;
    process.env.DOCKER_HOST = 'tcp://127.0.0.1:1';
    try {
      const connection = await dialEngine(
        await engine(
          'env',
          after((_, response) => response.end('{}')),
        ),
        signal,
      );
      expect(connection.info.version).toBe('20.10.24');
      connection.close();
    } finally {
      if (before === undefined) delete process.env.DOCKER_HOST;
      else process.env.DOCKER_HOST = before;
    }
  });

  it('tells a missing socket and a dead one as unreachable', async () => {
    const missing = socketEndpoint(join(directory, 'none'), 'test');
    await expect(dialEngine(missing, signal)).rejects.toMatchObject({
      code: 'engine-unreachable',
      facts: { endpoint: missing.label, message: expect.stringContaining('ENOENT') },
    });
    writeFileSync(join(directory, 'file'), '');
    await expect(dialEngine(socketEndpoint(join(directory, 'file'), 'test'), signal)).rejects.toMatchObject({
      code: 'engine-unreachable',
      facts: { message: expect.stringContaining('ECONNREFUSED') },
    });
  });

  it('tells an engine that never answers', async () => {
    const endpoint = await engine('deaf', () => undefined);
    await expect(dialEngine(endpoint, signal, 150)).rejects.toMatchObject({
      code: 'engine-hangs',
      facts: { endpoint: endpoint.label, call: 'ask for its version' },
    });
  });
});

describe('call', () => {
  it('tells an engine that dies during a call, before and within its answer', async () => {
    const before = await dialEngine(
      await engine(
        'dies',
        after((request) => request.socket.destroy()),
      ),
      signal,
    );
    const list = before.call('list containers', signal, (docker) => docker.listContainers());
    await expect(list).rejects.toMatchObject({ code: 'engine-died', facts: { call: 'list containers' } });
    const cut = after((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('[');
      setTimeout(() => request.socket.destroy(), 20);
    });
    const within = await dialEngine(await engine('cut', cut), signal);
    const half = within.call('list containers', signal, (docker) => docker.listContainers(), 500);
    await expect(half).rejects.toMatchObject({ code: 'engine-died' });
  });

  it('gives the engine’s own words with the status', async () => {
    const refusing = after((_, response) => {
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'the engine is on fire' }));
    });
    const connection = await dialEngine(await engine('fire', refusing), signal);
    await expect(connection.call('list images', signal, (docker) => docker.listImages())).rejects.toMatchObject({
      code: 'engine-error',
      facts: { call: 'list images', status: 500, message: 'the engine is on fire' },
    });
    connection.close();
  });

  it('tells a full disk', async () => {
    const message = 'write /var/lib/docker/x: no space left on device';
    const full = after((_, response) => response.writeHead(500).end(JSON.stringify({ message })));
    const endpoint = await engine('full', full);
    const connection = await dialEngine(endpoint, signal);
    await expect(connection.call('create', signal, (docker) => docker.createVolume({}))).rejects.toMatchObject({
      code: 'disk-full',
      facts: { where: endpoint.label, message },
    });
    connection.close();
  });

  it('ends with the reason of the signal, also when it is aborted already', async () => {
    const connection = await dialEngine(
      await engine(
        'slow',
        after(() => undefined),
      ),
      signal,
    );
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 50);
    await expect(connection.call('wait', stop.signal, (docker) => docker.info())).rejects.toBe(reason);
    await expect(connection.call('wait', stop.signal, (docker) => docker.info())).rejects.toBe(reason);
    connection.close();
  });

  it('leaves an error without a code alone, since it is a bug', async () => {
    const connection = await dialEngine(
      await engine(
        'bug',
        after(() => undefined),
      ),
      signal,
    );
    const bug = new TypeError('undefined is not a function');
    await expect(connection.call('x', signal, () => Promise.reject(bug))).rejects.toBe(bug);
    connection.close();
  });
});

describe('connectFirst', () => {
  it('passes over a socket whose engine is gone', async () => {
    const dead = join(directory, 'dead');
    writeFileSync(dead, '');
    const alive = await engine(
      'alive',
      after((_, response) => response.end('{}')),
    );
    const connection = await connectFirst([socketEndpoint(dead, 'default'), alive], signal);
    expect(connection.endpoint).toBe(alive);
    connection.close();
  });

  it('tells the first failure when none is about permission', async () => {
    const [a, b] = ['a', 'b'].map((name) => socketEndpoint(join(directory, name), 'default'));
    if (!a || !b) throw new Error('unreachable');
    await expect(connectFirst([a, b], signal)).rejects.toMatchObject({ facts: { endpoint: a.label } });
  });
});
