/**
 * The BuildKitManager of @smolfaas/engine-docker also passes the suite with a daemon in a
 * container.
 */
import { randomBytes } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { LABEL } from '@smolfaas/core';
import { builderContainer, type BuilderSettings } from '@smolfaas/core/stages.js';
import { afterAll, expect, test } from 'vitest';
import { buildKitManagerConformance } from './buildkit-manager.js';
import { trustedCertificates } from '../engine/trusted-certificates.js';
import { buildFixture, NOTHING } from './build-fixture.js';
import { realEngine } from './real-engine.test.fixture.js';

const engine = await realEngine();
const name = `smolfaas-test-${randomBytes(4).toString('hex')}-buildkitd`;
const signal = AbortSignal.timeout(170_000);
const { images } = await engine.observe(NOTHING, signal);
const settings: BuilderSettings = {
  builder: { kind: 'container' },
  buildkitName: name,
  bases: {},
  registries: {},
  host: { ca: trustedCertificates(process.env['NODE_EXTRA_CA_CERTS']) },
};
const container = builderContainer(settings, { id: name, functionsDir: '/' }, images);
const spec = { kind: 'container', container } as const;
const { checks, close } = buildKitManagerConformance({ manager: engine.builder, engine, spec });

afterAll(async () => {
  await close();
  const { containers } = await engine.observe(NOTHING, signal);
  const ours = containers.filter(({ labels }) => labels[LABEL.project] === name);
  for (const { id } of ours) await engine.functions.remove(id, 0, signal);
  await engine.volumes.remove(container.volume, signal);
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

/** How often this image was sent to the engine since a point in time, in seconds since 1970. */
async function loads(id: string, since: number): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ event: ['load'] }));
  const path = `/events?since=${since}&until=${Date.now() / 1000}&filters=${filters}`;
  const socketPath = process.env['DOCKER_HOST']?.replace('unix://', '') ?? '/var/run/docker.sock';
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ socketPath, path }, resolve).once('error', reject);
  });
  return (await text(answer)).split('\n').filter((line) => line.includes(id)).length;
}

test('nothing is sent that the engine has: the image that the daemon keeps has the same digest', async () => {
  const place = buildFixture({ manager: engine.builder, engine, spec });
  const { containers } = await engine.observe({ ...NOTHING, containerNames: [name] }, signal);
  const builder = await engine.builder.ensure(
    spec,
    containers.find((one) => one.name === name),
    () => undefined,
    signal,
  );
  const input = { kind: 'dockerfile', filename: 'Dockerfile', attrs: {} } as const;
  const request = { ...place.request('kept', { Dockerfile: 'FROM scratch\nCOPY . /app/\n', name }), input };
  const build = () => builder.build(request, () => undefined, signal);
  const began = Date.now() / 1000;
  const first = await build();
  expect(await loads(first.id, began)).toBe(1);
  const again = await build();
  expect(again.id).toBe(first.id);
  expect(await loads(first.id, began)).toBe(1);
  await place.close();
});
