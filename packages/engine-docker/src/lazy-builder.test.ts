import { describe, expect, it } from 'vitest';
import { buildKitTarget } from './buildkit-target.js';
import { parseEndpoint } from './docker/endpoint/endpoint.js';
import { lazyBuilder } from './lazy-builder.js';

const request = {
  function: 'hello',
  input: { kind: 'dockerfile', filename: 'Dockerfile', attrs: {} },
  tags: [],
  labels: {},
  source: { root: '/', entries: [] },
  secrets: {},
  sharedKey: '',
  timeoutMs: 1,
} as const;

/** A loader that counts. */
function counted() {
  const calls = { loaded: 0, built: 0, closed: 0 };
  const builder = lazyBuilder(() => {
    calls.loaded++;
    return Promise.resolve({
      build: () => {
        calls.built++;
        return Promise.resolve({ id: 'sha256:1', steps: 1, cached: 0 });
      },
      close: () => void calls.closed++,
    });
  });
  return { builder, calls };
}

describe('lazyBuilder', () => {
  it('loads nothing for a run that builds nothing', async () => {
    const { builder, calls } = counted();
    builder.close();
    await Promise.resolve();
    expect(calls).toEqual({ loaded: 0, built: 0, closed: 0 });
  });

  it('loads once for builds that begin together, and closes what it loaded', async () => {
    const { builder, calls } = counted();
    const signal = new AbortController().signal;
    await Promise.all([1, 2, 3].map(() => builder.build(request, () => undefined, signal)));
    builder.close();
    await new Promise(setImmediate);
    expect(calls).toEqual({ loaded: 1, built: 3, closed: 1 });
  });
});

describe('buildKitTarget', () => {
  it('is where the engine is', () => {
    const tls = { ca: Buffer.from('CA') };
    expect(buildKitTarget(parseEndpoint('unix:///s', 'test'))).toEqual({ kind: 'docker', socketPath: '/s' });
    expect(buildKitTarget(parseEndpoint('tcp://h:1', 'test'))).toEqual({ kind: 'docker', host: 'h', port: 1 });
    expect(buildKitTarget(parseEndpoint('tcp://h', 'test', tls))).toEqual({
      kind: 'docker',
      host: 'h',
      port: 2376,
      tls,
    });
  });
});
