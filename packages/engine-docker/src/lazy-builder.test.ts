import { describe, expect, it } from 'vitest';
import { buildKitTarget } from './buildkit-target.js';
import { parseEndpoint } from './docker/endpoint/endpoint.js';
import { lazyBuilder } from './lazy-builder.js';

/** A loader that counts. */
function counted() {
  const calls = { loaded: 0, asked: 0, closed: 0 };
  const builder = lazyBuilder(() => {
    calls.loaded++;
    return Promise.resolve({
      ensure: () => {
        calls.asked++;
        return Promise.reject(new Error('none in this test'));
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
    expect(calls).toEqual({ loaded: 0, asked: 0, closed: 0 });
  });

  it('loads once for all that ask, and closes what it loaded', async () => {
    const { builder, calls } = counted();
    const signal = new AbortController().signal;
    const ask = () => builder.ensure({ kind: 'engine' }, undefined, () => undefined, signal);
    await Promise.allSettled([ask(), ask(), ask()]);
    builder.close();
    await new Promise(setImmediate);
    expect(calls).toEqual({ loaded: 1, asked: 3, closed: 1 });
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
