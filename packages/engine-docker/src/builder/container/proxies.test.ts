/**
 * Tests that a builder's container gets the host's proxies at every privilege level. Other proxies
 * make a different container.
 */
import { expect, it } from 'vitest';
import { builderCreateBody, builderSpecHash, PRIVILEGES } from './create-body.js';

const spec = {
  name: 'builder',
  volume: 'builder-state',
  image: 'buildkitd',
  rootlessImage: undefined,
  labels: {},
  reach: { registries: {}, trust: Buffer.from('certificates') },
};
const proxied = { ...spec, reach: { ...spec.reach, proxy: { https: 'http://proxy:3128', no: 'localhost' } } };

it('in its environment, and only where there are any', () => {
  for (const privileges of PRIVILEGES) {
    const proxies = (of: typeof spec) => builderCreateBody(of, privileges).Env.filter((line) => line.includes('PROXY'));
    expect(proxies(spec)).toEqual([]);
    expect(proxies(proxied)).toEqual(['HTTPS_PROXY=http://proxy:3128', 'NO_PROXY=localhost']);
  }
  expect(builderSpecHash(proxied)).not.toBe(builderSpecHash(spec));
});
