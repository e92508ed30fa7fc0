/**
 * Tests what `GET /info` reports about registries, as Docker 20.10 writes it. Other engines omit
 * it.
 */
import { expect, it } from 'vitest';
import { parseEngineRegistries } from './registry-config.js';

it('reads mirrors and insecure registries', () => {
  const info = {
    RegistryConfig: {
      AllowNondistributableArtifactsCIDRs: [],
      InsecureRegistryCIDRs: ['10.0.0.0/8', '127.0.0.0/8'],
      IndexConfigs: {
        'docker.io': { Name: 'docker.io', Mirrors: ['https://m.example/'], Secure: true, Official: true },
        'plain.example:5000': { Name: 'plain.example:5000', Mirrors: [], Secure: false, Official: false },
      },
      Mirrors: ['https://m.example/'],
    },
  };
  expect(parseEngineRegistries(info)).toEqual({
    mirrors: ['https://m.example/'],
    insecure: ['plain.example:5000'],
    insecureNetworks: ['10.0.0.0/8', '127.0.0.0/8'],
  });
});

it.each([[undefined], [{}], [{ RegistryConfig: null }], [{ RegistryConfig: { Mirrors: null, IndexConfigs: [] } }]])(
  '%j says nothing',
  (info) => {
    expect(parseEngineRegistries(info)).toEqual({ mirrors: [], insecure: [], insecureNetworks: [] });
  },
);
