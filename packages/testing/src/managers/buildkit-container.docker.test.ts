/** The BuildKitManager of @smolfaas/engine-docker passes the suite with a daemon in a container, too. */
import { randomBytes } from 'node:crypto';
import { LABEL } from '@smolfaas/core';
import { builderContainer, type BuilderSettings } from '@smolfaas/core/stages.js';
import { afterAll, expect, test } from 'vitest';
import { buildKitManagerConformance } from './buildkit-manager.js';
import { trustedCertificates } from '../engine/trusted-certificates.js';
import { NOTHING } from './build-place.js';
import { realEngine } from './real-engine.test.fixture.js';

const engine = await realEngine();
const name = `smolfaas-test-${randomBytes(4).toString('hex')}-buildkitd`;
const signal = AbortSignal.timeout(170_000);
const { images } = await engine.functions.observe(NOTHING, signal);
const settings: BuilderSettings = {
  builder: { kind: 'container' },
  buildkitName: name,
  bases: {},
  registries: {},
  host: { ca: trustedCertificates(process.env['NODE_EXTRA_CA_CERTS']) },
};
const container = builderContainer(settings, { id: name, functionsDir: '/' }, images);
const spec = { kind: 'container', container } as const;
const { checks, close } = buildKitManagerConformance({ manager: engine.builder, functions: engine.functions, spec });

afterAll(async () => {
  await close();
  const { containers } = await engine.functions.observe(NOTHING, signal);
  const ours = containers.filter(({ labels }) => labels[LABEL.project] === name);
  for (const { id } of ours) await engine.functions.remove(id, 0, signal);
  await engine.functions.removeVolume(container.volume, signal);
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
