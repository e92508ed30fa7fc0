/**
 * Pins the whole body for each privilege level: it is the security posture of a builder.
 */
import type { BuilderContainerSpec } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { builderCreateBody, builderSpecHash, PRIVILEGES } from './create-body.js';
import { daemonConfig } from './daemon-config.js';

const spec: BuilderContainerSpec = {
  name: 'builder',
  volume: 'builder-state',
  image: 'moby/buildkit:v0.25.2',
  rootlessImage: 'moby/buildkit:v0.25.2-rootless',
  labels: { 'dev.smolfaas.role': 'builder', 'dev.smolfaas.project': 'p1' },
  reach: { registries: {}, trust: new Uint8Array() },
};

describe('builderCreateBody', () => {
  it.each(PRIVILEGES)('%s', async (privileges) => {
    const body = `${JSON.stringify(builderCreateBody(spec, privileges), undefined, 2)}\n`;
    await expect(body).toMatchFileSnapshot(`__golden__/builder-${privileges}.json`);
    await expect(daemonConfig(privileges)).toMatchFileSnapshot(`__golden__/buildkitd-${privileges}.toml`);
  });

  it('publishes nothing and joins no network of ours', () => {
    for (const one of PRIVILEGES) {
      expect(JSON.stringify(builderCreateBody(spec, one))).not.toMatch(/PortBindings|ExposedPorts|NetworkMode/);
    }
  });

  it('uses the one image that there is, where none is for running without root', () => {
    expect(builderCreateBody({ ...spec, rootlessImage: undefined }, 'rootless').Image).toBe(spec.image);
  });
});

describe('builderSpecHash', () => {
  it('is the same for every way, and moves with image, volume and labels, whatever their order', () => {
    const hash = builderSpecHash(spec);
    const [a, b] = Object.entries(spec.labels);
    if (!a || !b) throw new Error('two labels');
    expect(builderSpecHash({ ...spec, labels: Object.fromEntries([b, a]) })).toBe(hash);
    for (const other of [{ image: 'x' }, { rootlessImage: 'x' }, { volume: 'x' }, { labels: {} }]) {
      expect(builderSpecHash({ ...spec, ...other })).not.toBe(hash);
    }
  });
});
