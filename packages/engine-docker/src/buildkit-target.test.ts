/**
 * Tests how SmolFaaS reaches the engine's BuildKit, by the engine's address and API version.
 */
import { describe, expect, it } from 'vitest';
import { buildKitTarget } from './buildkit-target.js';
import { parseEndpoint } from './endpoint/endpoint.js';

const at = (address: string) => parseEndpoint(address, 'DOCKER_HOST');

describe('buildKitTarget', () => {
  it.each([
    ['1.41', 'upgrade'],
    ['1.52', 'upgrade'],
    ['1.53', 'h2c'],
    ['1.60', 'h2c'],
    ['2.0', 'h2c'],
  ])('an engine with API %s is spoken with by %s', (newestApi, transport) => {
    const socketPath = '/var/run/docker.sock';
    expect(buildKitTarget(at(`unix://${socketPath}`), newestApi)).toEqual({ kind: 'docker', socketPath, transport });
  });

  it('goes where every other call goes, with the same certificates', () => {
    const tls = { ca: Buffer.from('CA') };
    const endpoint = parseEndpoint('tcp://build.example', 'DOCKER_HOST', tls);
    const place = { host: 'build.example', port: 2376, tls };
    expect(buildKitTarget(endpoint, '1.51')).toEqual({ kind: 'docker', ...place, transport: 'upgrade' });
  });
});
