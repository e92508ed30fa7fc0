/**
 * Tests the StateAccess suite itself, in memory: core’s fake passes, and broken ones fail the check
 * for their fault.
 */
import type { StateAccess, StateStore } from '@smolfaas/core';
import { emptyWorld, fakeEngine } from '@smolfaas/core/fakes.js';
import { describe, expect, it } from 'vitest';
import { failures } from '../failures.test.fixture.js';
import { stateAccessConformance } from './state-access.js';

const withStore = (change: (store: StateStore) => Partial<StateStore>): StateAccess => {
  const good = fakeEngine(emptyWorld()).state;
  return {
    ...good,
    open(path) {
      const { store } = good.open(path);
      return { store: { ...store, ...change(store) } };
    },
  };
};
const withAccess = (change: (good: StateAccess) => Partial<StateAccess>): StateAccess => {
  const good = fakeEngine(emptyWorld()).state;
  return { ...good, ...change(good) };
};

const BROKEN: readonly [check: string, fault: string, state: StateAccess][] = [
  [
    'store: chosen names and ports are remembered, also those that are not chosen again',
    'only the last ones',
    withStore((store) => {
      let last = store.chosen();
      return { chosen: () => last, saveChosen: (chosen) => (last = chosen) };
    }),
  ],
  [
    'store: of each function the newest generation is given, sorted by name',
    'the other way round',
    withStore((store) => ({ generations: () => [...store.generations()].reverse() })),
  ],
  [
    'store: former generations stay on record, of each function the newest first',
    'only the newest',
    withStore((store) => ({ history: () => store.generations() })),
  ],
  [
    'store: of each function the version rejected last is remembered, also of one that never ran',
    'only the first',
    withStore((store) => ({
      reject(rejection) {
        if (!store.rejections().some((one) => one.function === rejection.function)) store.reject(rejection);
      },
    })),
  ],
  [
    'store: file stats come back to the last digit',
    'rounded numbers',
    withStore((store) => ({
      statCache: (fn) => {
        const cache = store.statCache(fn);
        const rounded = [...(cache?.records ?? [])].map(
          ([path, one]) => [path, { ...one, ino: BigInt(Number(one.ino)) }] as const,
        );
        return cache && { ...cache, records: new Map(rounded) };
      },
    })),
  ],
  [
    'read: where nothing lies there is nothing to read, and reading makes nothing',
    'makes one',
    withAccess((good) => ({
      openReadonly(path) {
        const found = good.openReadonly(path);
        good.open(path);
        return found;
      },
    })),
  ],
  [
    'lock: released, it is free at once, and releasing again harms nobody',
    'releases what others hold',
    (() => {
      const world = emptyWorld();
      const good = fakeEngine(world).state;
      return {
        ...good,
        lock: async (path, verb, waitMs, signal) => {
          await good.lock(path, verb, waitMs, signal);
          return { release: () => world.locks.delete(path) };
        },
      } satisfies StateAccess;
    })(),
  ],
  [
    'lock: waiting ends with the signal, and its reason',
    'deaf',
    withAccess((good) => ({
      lock: (path, verb, waitMs, signal) => {
        signal.throwIfAborted();
        return good.lock(path, verb, Math.min(waitMs, 300), new AbortController().signal);
      },
    })),
  ],
];

describe('the suite of StateAccess', () => {
  it('passes the fake', async () => {
    expect(await failures(stateAccessConformance({ state: fakeEngine(emptyWorld()).state }))).toEqual({});
  });

  it.each(BROKEN)('%s: fails for %s', async (check, _, state) => {
    expect(Object.keys(await failures(stateAccessConformance({ state })))).toEqual([check]);
  });
});
