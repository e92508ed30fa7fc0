/**
 * Tests the control link through the router's container: for a remote engine, and when its
 * published port leads nowhere.
 */
import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { LABEL, type RouteTable, type RouterSpec } from '@smolfaas/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ANONYMOUS } from './anonymous.test.fixture.js';
import { createCaddyManager } from '@smolfaas/router-caddy';
import { connectFirst } from './connection/connect.js';
import type { Connection } from './connection/connection.js';
import type { ContainerEngine, ContainerFacts } from '@smolfaas/core/container-engine.js';
import { containerEngine } from './containers/container-engine.js';
import { findEndpoints } from './endpoint/find-endpoints.js';
import { hostFiles } from './endpoint/client-host.js';

const signal = AbortSignal.timeout(170_000);
const run = `rx${randomBytes(4).toString('hex')}`;
const labels = { [LABEL.project]: run, [LABEL.role]: 'router' };
const table: RouteTable = { addr: 'fn.localhost', httpsPort: 1, routes: [{ function: 'a', upstream: 'nobody' }] };
let engine: Connection;
let verbs: ContainerEngine;
let spec: RouterSpec;

beforeAll(async () => {
  engine = await connectFirst(findEndpoints({ env: process.env, home: homedir(), files: hostFiles }), signal);
  verbs = containerEngine(engine, ANONYMOUS);
  const images = ['caddy:2', 'smolfaas.local/base/caddy:2.11'];
  const there = await Promise.all(images.map((image) => verbs.imageId(image, signal)));
  const image = images[there.findIndex((id) => id !== undefined)] ?? 'caddy:2';
  const ports = { httpPort: 20_000 + (randomBytes(2).readUInt16BE() % 9000), httpsPort: 30_000 };
  const names = { name: `${run}-router`, network: `${run}-net`, volume: `${run}-data` };
  spec = { ...names, image, ...ports, httpsPort: ports.httpPort + 1, bind: ['127.0.0.1'], labels };
  await engine.call('make a network', signal, (docker) => docker.createNetwork({ Name: spec.network, Labels: labels }));
});
afterAll(async () => {
  await engine.call('remove the network', signal, (docker) => docker.getNetwork(spec.network).remove());
  engine.close();
});

/** The same engine, with published ports that lead nowhere. */
const withoutPorts = async (id: string, late: AbortSignal): Promise<ContainerFacts | undefined> => {
  const facts = await verbs.inspect(id, late);
  return facts && { ...facts, ports: facts.ports.map((port) => ({ ...port, hostPort: 1 })) };
};

it.each<[string, Partial<ContainerEngine>]>([
  ['an engine elsewhere', { isLocal: false }],
  ['ports that do not arrive here', { inspect: withoutPorts }],
])('%s: pushed, read, probed and replaced through the container', async (_, differences) => {
  const manager = createCaddyManager({ ...verbs, ...differences });
  const link = await manager.ensure(spec, undefined, signal);
  await link.push(table, signal);
  expect(await link.read(signal)).toEqual({ table, intact: true });
  expect(await link.probe('nobody', 5_000, signal)).toMatchObject({ kind: 'unresolved' });
  expect(await link.connections('nobody', signal)).toBe(0);
  const stop = new Error('stop');
  await expect(link.read(AbortSignal.abort(stop))).rejects.toBe(stop);
  const [found] = await engine.call('list', signal, (docker) =>
    docker.listContainers({ filters: { label: [`${LABEL.project}=${run}`] } }),
  );
  await verbs.remove(found?.Id ?? '', 0, signal);
  await expect(link.read(signal)).rejects.toMatchObject({ code: 'router-unreachable' });
  await engine.call('remove the volume', signal, (docker) => docker.getVolume(spec.volume).remove());
});
