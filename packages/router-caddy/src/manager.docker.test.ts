/**
 * Tests the router container against a real engine: when it is left alone, started or replaced, and
 * what survives which change.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { RouterSpec } from '@smolfaas/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { docker, dockerodeEngine } from './dockerode-engine.test.fixture.js';
import { ADDR, ask } from './router-client.test.fixture.js';
import { tar } from '@smolfaas/core/tar.js';
import { createWorld, manager, never, type World } from './world.test.fixture.js';

let world: World;
let spec: RouterSpec;
beforeEach(async () => {
  world = await createWorld();
  spec = world.spec;
});
afterEach(() => world.destroy());

/** Creates a router that routes `a`; returns its container's id. */
async function routed(): Promise<string> {
  const link = await manager.ensure(spec, undefined, never);
  await world.ready(link, await world.addFunction('a'));
  await link.push(world.table('a'), never);
  return (await world.observed())?.id ?? '';
}

/** Milliseconds until `/invoke/a` responds 200. No other response may come before. */
async function untilRouted(port: number): Promise<number> {
  const begun = performance.now();
  for (; performance.now() - begun < 10_000; await sleep(20)) {
    const answer = await ask(port, '/invoke/a').catch(() => undefined);
    if (answer && answer.status !== 200) throw new Error(`a stub answers: ${answer.status} ${answer.body}`);
    if (answer) return performance.now() - begun;
  }
  throw new Error('no route after 10 s');
}

test('a running router is left alone, and found again without any memory', async () => {
  const id = await routed();
  const seen = await world.observed();
  await manager.ensure(spec, seen, never);
  expect((await world.observed())?.id).toBe(id);
  const link = await manager.link(seen, never);
  expect(await link?.read(never)).toEqual({ table: world.table('a'), intact: true });
  expect(await manager.link(undefined, never)).toBeUndefined();
});

test('a stopped router is started and has its routes before anybody tells it', async () => {
  const id = await routed();
  await docker.getContainer(id).stop();
  expect(await manager.link(await world.observed(), never)).toBeUndefined();
  const link = await manager.ensure(spec, await world.observed(), never);
  expect((await world.observed())?.id).toBe(id);
  expect(await link.read(never)).toEqual({ table: world.table('a'), intact: true });
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
});

test('killed or restarted, the routes are back by themselves within 5 s', async () => {
  const id = await routed();
  const { State } = await docker.getContainer(id).inspect();
  process.kill(State.Pid, 'SIGKILL'); // as the kernel's OOM killer does; the restart policy reacts
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
  await docker.getContainer(id).restart({ t: 0 });
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
  await docker.getContainer(id).kill(); // manually: the engine does not restart it, ensure does
  await manager.ensure(spec, await world.observed(), never);
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
  expect((await world.observed())?.id).toBe(id);
});

test('another spec replaces the container; routes and certificate authority stay', async () => {
  const id = await routed();
  const authority = await issuerOf(spec.httpsPort);
  const moved = { ...spec, httpsPort: spec.httpsPort + 2000 };
  const link = await manager.ensure(moved, await world.observed(), never);
  expect((await world.observed())?.id).not.toBe(id);
  expect(await link.read(never)).toEqual({ table: { ...world.table('a'), httpsPort: moved.httpsPort }, intact: true });
  expect(await untilRouted(moved.httpsPort)).toBeLessThan(5_000);
  expect(await issuerOf(moved.httpsPort)).toBe(authority);
});

test('a stopped router with another spec keeps its routes too', async () => {
  const id = await routed();
  await docker.getContainer(id).stop();
  await manager.ensure({ ...spec, labels: { ...spec.labels, more: '1' } }, await world.observed(), never);
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
  expect((await world.observed())?.id).not.toBe(id);
});

test('a removed container leaves CA and routes in its volume', async () => {
  const id = await routed();
  await dockerodeEngine.remove(id, 5_000, never);
  await manager.ensure(spec, undefined, never);
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
  const volume = await docker.getVolume(spec.volume).inspect();
  expect(volume.Labels).toEqual({
    'dev.smolfaas.project': spec.labels['dev.smolfaas.project'],
    'dev.smolfaas.role': 'volume',
  });
});

test('a router that lost its network is replaced', async () => {
  const id = await routed();
  await docker.getNetwork(spec.network).disconnect({ Container: id });
  await manager.ensure(spec, await world.observed(), never);
  expect((await world.observed())?.networks).toEqual([spec.network]);
  expect(await untilRouted(spec.httpsPort)).toBeLessThan(5_000);
});

test('a saved configuration that was cut short does not keep the router down', async () => {
  const id = await routed();
  await docker.getContainer(id).stop();
  const cut = tar([{ name: 'caddy/autosave.json', mode: 0o600, content: '{"admin":{"lis' }]);
  await dockerodeEngine.putArchive(id, '/data', cut, never);
  const link = await manager.ensure(spec, await world.observed(), never);
  expect((await link.read(never)).intact).toBe(true);
  expect((await world.observed())?.state).toBe('running');
});

test('a port that a process holds is named, and no container is left', async () => {
  const holder = createServer().listen(spec.httpPort, '127.0.0.1');
  await once(holder, 'listening');
  await expect(manager.ensure(spec, undefined, never)).rejects.toMatchObject({
    code: 'port-taken',
    facts: { port: spec.httpPort, address: '127.0.0.1' },
  });
  expect(await world.observed()).toBeUndefined();
  holder.close();
});

test('a port that another container holds is named', async () => {
  await manager.ensure(spec, undefined, never);
  const other = { ...spec, name: `${spec.name}2`, httpsPort: spec.httpsPort + 2000 };
  await expect(manager.ensure(other, undefined, never)).rejects.toMatchObject({
    code: 'port-taken',
    facts: { port: spec.httpPort, address: '127.0.0.1' },
  });
});

test('a missing image is named before anything is given up', async () => {
  const id = await routed();
  const missing = { ...spec, image: 'smolfaas.local/none/caddy:0' };
  await expect(manager.ensure(missing, await world.observed(), never)).rejects.toMatchObject({
    code: 'router-image-missing',
    facts: { reference: missing.image },
  });
  expect((await world.observed())?.id).toBe(id);
  expect((await ask(spec.httpsPort, '/invoke/a')).status).toBe(200);
});

test('an image that is no Caddy fails with the shell’s words and leaves nothing', async () => {
  const wrong = { ...spec, image: await world.functionImage() };
  await expect(manager.ensure(wrong, undefined, never)).rejects.toMatchObject({
    code: 'router-failed',
    facts: {
      name: spec.name,
      message: 'it ended with code 127',
      log: expect.arrayContaining([expect.stringContaining('caddy: not found')]),
    },
  });
  expect(await world.observed()).toBeUndefined();
});

/** Fingerprint of the certificate that signed the router's certificate. */
async function issuerOf(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, servername: ADDR, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { issuerCertificate } = socket.getPeerCertificate(true);
  socket.destroy();
  return issuerCertificate.fingerprint256;
}
