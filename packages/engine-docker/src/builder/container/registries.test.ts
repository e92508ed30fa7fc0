/**
 * Tests a builder's registries in the format of BuildKit's daemon.
 */
import { expect, it } from 'vitest';
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
    { name: 'smolfaas-registry-2-ca.pem', content: 'CA' },
    { name: 'smolfaas-registry-2-cert.pem', content: 'CERT' },
    { name: 'smolfaas-registry-2-key.pem', content: 'KEY' },
  ]);
  expect(buildkitdRegistries({}, '/etc')).toEqual({ toml: '', files: [] });
});
