/**
 * Tests a builder's registries in the format of BuildKit's daemon.
 */
import { expect, it } from 'vitest';
import { daemonFiles } from './daemon-config.js';
import { buildkitdRegistries } from './registries.js';

it('is written as tables, with the certificates in files', () => {
  const registries = {
    '10.0.0.1:5000': { insecure: true },
    'docker.io': { mirrors: ['m.example/hub', '10.0.0.1:5000'] },
    'r.example': { ca: 'CA', client: { cert: 'CERT', key: 'KEY' } },
  };
  const { toml, files } = buildkitdRegistries(registries, '/etc');
  expect(toml).toBe(`[registry."10.0.0.1:5000"]
http = true
insecure = true

[registry."docker.io"]
mirrors = ["m.example/hub","10.0.0.1:5000"]

[registry."r.example"]
ca = ["/etc/smolfaas-registry-2-ca.pem"]
[[registry."r.example".keypair]]
cert = "/etc/smolfaas-registry-2-cert.pem"
key = "/etc/smolfaas-registry-2-key.pem"
`);
  expect(files).toEqual([
    { name: 'smolfaas-registry-2-ca.pem', content: 'CA', isKey: false },
    { name: 'smolfaas-registry-2-cert.pem', content: 'CERT', isKey: false },
    { name: 'smolfaas-registry-2-key.pem', content: 'KEY', isKey: true },
  ]);
  expect(buildkitdRegistries({}, '/etc')).toEqual({ toml: '', files: [] });
});

it.each(['rootless', 'capabilities'] as const)('a private key is for the user of the daemon only: %s', (privileges) => {
  const registries = { 'r.example': { ca: 'CA', client: { cert: 'CERT', key: 'KEY' } } };
  const reach = { registries, trust: Buffer.from('TRUST') };
  const spec = { name: 'b', volume: 'v', image: 'i', rootlessImage: undefined, labels: {}, reach };
  const rights = daemonFiles(spec, privileges).map(({ content, mode, owner }) => [content, mode.toString(8), owner]);
  const user = privileges === 'rootless' ? 1000 : 0;
  expect(rights.slice(1)).toEqual([
    ['TRUST', '644', undefined],
    ['CA', '644', user],
    ['CERT', '644', user],
    ['KEY', '600', user],
  ]);
});
