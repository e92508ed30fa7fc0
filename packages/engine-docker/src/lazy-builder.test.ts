import { describe, expect, it } from 'vitest';
import { lazyBuilder } from './lazy-builder.js';

/** A loader that counts its calls. */
function counted() {
  const calls = { loaded: 0, asked: 0, closed: 0 };
  const builder = lazyBuilder(() => {
    calls.loaded++;
    return Promise.resolve({
      ensure: () => {
        calls.asked++;
        return Promise.reject(new Error('none in this test'));
      },
      choose: () => Promise.reject(new Error('not asked for')),
      cacheOf: () => Promise.reject(new Error('not asked for')),
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
