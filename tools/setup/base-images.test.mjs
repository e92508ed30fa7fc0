import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shortName } from '../bases/plan.mjs';
import { imagesNotToBeHad, registryOf } from './base-images.mjs';

let directory;
let server;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smolfaas-images-'));
});
afterEach(async () => {
  server.close();
  await rm(directory, { recursive: true });
});

/** An engine that has the images `local` and reaches the registries `reachable`; other registries are a 500, as in Docker. */
async function engineWith({ local, reachable }) {
  server = createServer((incoming, response) => {
    const [, kind, name] = /^\/(images|distribution)\/(.+)\/json$/.exec(incoming.url);
    const found = kind === 'images' ? local.includes(name) : reachable.includes(registryOf(name));
    response.writeHead(found ? 200 : kind === 'images' ? 404 : 500).end('{"message":"no such host"}');
  });
  const socketPath = join(directory, 'engine.sock');
  await once(server.listen(socketPath), 'listening');
  return { socketPath };
}

test('where all registries answer nothing is wanted', async () => {
  const endpoint = await engineWith({ local: [], reachable: ['docker.io', 'ghcr.io'] });
  expect(await imagesNotToBeHad(endpoint)).toEqual([]);
});

test('only images of a silent registry are wanted, and not those that the engine has', async () => {
  const endpoint = await engineWith({ local: ['node:24-slim'], reachable: ['ghcr.io'] });
  expect((await imagesNotToBeHad(endpoint)).map(shortName)).toEqual([
    'debian',
    'static',
    'go-build',
    'python',
    'caddy',
  ]);
});

test.each([
  ['alpine:3.22', 'docker.io'],
  ['library/alpine', 'docker.io'],
  ['ghcr.io/astral-sh/uv:0.13', 'ghcr.io'],
  ['localhost:5000/base', 'localhost:5000'],
])('the registry of %s is %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});
