/**
 * A test environment for the router: a network, functions on it, and one router with its own ports.
 * Everything is removed at the end.
 *
 * Every name starts with a random word, so several runs on one engine never meet.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Labels, ObservedContainer, RouterLink, RouterSpec, RouteTable } from '@smolfaas/core';
import { docker, dockerodeEngine } from './dockerode-engine.test.fixture.js';
import { createCaddyManager } from './manager.js';
import { ADDR } from './router-client.test.fixture.js';

export interface World {
  readonly spec: RouterSpec;
  /** Starts a function's container whose upstream is its name; returns that name. */
  addFunction(name: string): Promise<string>;
  /** The same with this program (CommonJS) instead of the echo server. */
  addServer(name: string, source: string): Promise<string>;
  /** Image that the functions run. */
  functionImage(): Promise<string>;
  removeFunction(name: string): Promise<void>;
  /** The router as the engine lists it, or undefined. */
  observed(): Promise<ObservedContainer | undefined>;
  /** Waits until each of these functions responds to a probe of this link. */
  ready(link: RouterLink, ...upstreams: readonly string[]): Promise<void>;
  /** The table that routes each name to the upstream of the same name in this environment. */
  table(...functions: readonly string[]): RouteTable;
  /** Removes everything whose name starts with this environment's random word. */
  destroy(): Promise<void>;
}

export const manager = createCaddyManager(dockerodeEngine);
export const never: AbortSignal = new AbortController().signal;

/** The first of these images that the engine has. If it has none, the last one is pulled. */
async function anyImage(...references: readonly string[]): Promise<string> {
  for (const reference of references)
    if ((await dockerodeEngine.imageId(reference, never)) !== undefined) return reference;
  const last = references.at(-1) ?? '';
  await dockerodeEngine.pull(last, never);
  return last;
}

export async function createWorld(): Promise<World> {
  const word = `rt${randomBytes(3).toString('hex')}`;
  const port = 18_000 + (randomBytes(2).readUInt16BE() % 1000) * 2;
  const labels: Labels = { 'dev.smolfaas.project': word, 'dev.smolfaas.role': 'router' };
  const spec: RouterSpec = {
    name: `${word}-router`,
    network: `${word}-net`,
    volume: `${word}-data`,
    image: await anyImage('caddy:2', 'smolfaas.local/base/caddy:2.11', 'caddy:2'),
    httpPort: port,
    httpsPort: port + 1,
    bind: ['127.0.0.1'],
    labels,
  };
  await docker.createNetwork({ Name: spec.network, Labels: labels });
  return {
    spec,
    addFunction: async (name) =>
      addServer(spec.network, `${word}-${name}`, name, ['--input-type=module', '-e', await ECHO]),
    addServer: (name, source) => addServer(spec.network, `${word}-${name}`, name, ['-e', source]),
    functionImage: nodeImage,
    removeFunction: (name) => dockerodeEngine.remove(`${word}-${name}`, 0, never),
    observed: () => observe(spec.name),
    ready,
    table: (...functions) => ({
      addr: ADDR,
      httpsPort: spec.httpsPort,
      routes: functions.map((name) => ({ function: name, upstream: `${word}-${name}` })),
    }),
    destroy: () => destroy(word, spec),
  };
}

const nodeImage = () => anyImage('node:24-slim', 'smolfaas.local/base/node:24', 'node:24-slim');

const ECHO = readFile(new URL('./echo-server.test.fixture.mjs', import.meta.url), 'utf8');

async function addServer(network: string, container: string, name: string, argv: readonly string[]): Promise<string> {
  const body = {
    Image: await nodeImage(),
    Entrypoint: [],
    Cmd: ['node', ...argv],
    Env: [`NAME=${name}`],
    HostConfig: { NetworkMode: network },
  };
  await dockerodeEngine.start(await dockerodeEngine.create(container, body, never), never);
  return container;
}

async function ready(link: RouterLink, ...upstreams: readonly string[]): Promise<void> {
  for (const upstream of upstreams) {
    const until = Date.now() + 10_000;
    while ((await link.probe(upstream, 2_000, never)).kind !== 'answered') {
      if (Date.now() > until) throw new Error(`${upstream} does not answer`);
    }
  }
}

async function observe(name: string): Promise<ObservedContainer | undefined> {
  const [found] = await docker.listContainers({ all: true, filters: { name: [`^/?${name}$`] } });
  if (!found) return undefined;
  return {
    id: found.Id,
    name,
    state: STATES.find((state) => state === found.State) ?? 'dead',
    imageId: found.ImageID,
    labels: found.Labels,
    networks: Object.keys(found.NetworkSettings.Networks),
    ports: [],
  };
}

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited'] as const;

async function destroy(word: string, spec: RouterSpec): Promise<void> {
  for (const { Id, Names } of await docker.listContainers({ all: true })) {
    if (Names.some((name) => name.startsWith(`/${word}-`)))
      await docker.getContainer(Id).remove({ force: true, v: true });
  }
  await docker.getNetwork(spec.network).remove();
  await docker
    .getVolume(spec.volume)
    .remove()
    .catch(() => undefined);
}
