/**
 * What a StateStore remembers and forgets. Part of the suite of StateAccess.
 */
import assert from 'node:assert/strict';
import type { GenerationRecord, RejectionRecord, StateAccess, StateStore } from '@smolfaas/core';
import type { EngineCheck } from '../engine-tools.js';
import type { StateFixture } from './state-fixture.js';

/** Opens the store, calls `use`, closes it. */
function within<T>(state: StateAccess, path: string, use: (store: StateStore) => T): T {
  const { store } = state.open(path);
  try {
    return use(store);
  } finally {
    store.close();
  }
}

function generation(fn: string, number: number): GenerationRecord {
  const hash = `${fn}${number}`;
  return {
    function: fn,
    generation: number,
    runtime: 'node',
    runtimePackage: '@example/runtime-node',
    contentHash: hash,
    recipeKey: 'key',
    labelKey: 'former',
    recipeDigest: 'digest',
    pins: { 'docker.io/library/node:24': 'sha256:1' },
    imageId: `sha256:${hash}`,
    specHash: 'spec',
    builtAt: 1_700_000_000_000 + number,
    instances: 2,
    ready: [1, 2].map((instance) => ({ instance, containerId: `${hash}-${instance}`, restarts: 0, startedAt: number })),
  };
}

function rejection(fn: string, contentHash: string): RejectionRecord {
  const reason = { code: 'step-failed', facts: { step: 'npm ci' } } as const;
  const rejectedAt = 1_700_000_000_123;
  return { function: fn, contentHash, recipeKey: 'key', code: 'build-step-failed', reason, rejectedAt };
}

const CACHE = {
  takenNs: 1_700_000_000_123_456_789n,
  records: new Map([
    [
      'a.js',
      { path: 'a.js', dev: 1n, ino: 2n ** 63n - 1n, size: 3n, mtimeNs: 4n, ctimeNs: 5n, sha256: 'f'.repeat(64) },
    ],
  ]),
};

export function storeChecks({ state, path }: StateFixture) {
  return [
    {
      name: 'store: the project is remembered over closing and opening',
      run: async () => {
        const at = path();
        const project = { id: 'p1', functionsDir: '/somewhere/functions' };
        assert.equal(
          within(state, at, (store) => store.project()),
          undefined,
          'a new store knows no project',
        );
        within(state, at, (store) => store.saveProject(project));
        assert.deepEqual(
          within(state, at, (store) => store.project()),
          { ...project, stateDb: at },
        );
      },
    },
    {
      name: 'store: chosen names and ports are remembered, also those that are not chosen again',
      run: async () => {
        const at = path();
        const names = { network: 'n', caddyName: 'c', buildkitName: 'b', imagePrefix: 'i' };
        const nothing = within(state, at, (store) => store.chosen());
        within(state, at, (store) => store.saveChosen({ ...names, httpPort: 80 }));
        within(state, at, (store) => store.saveChosen({ httpPort: 8080, httpsPort: 8443 }));
        const all = within(state, at, (store) => store.chosen());
        assert.deepEqual([nothing, all], [{}, { ...names, httpPort: 8080, httpsPort: 8443 }]);
      },
    },
    {
      name: 'store: of each function the newest generation is given, sorted by name',
      run: async () => {
        const at = path();
        const said = [generation('b', 1), generation('a', 1), generation('b', 2)];
        within(state, at, (store) => said.forEach((one) => store.record(one)));
        assert.deepEqual(
          within(state, at, (store) => store.generations()),
          [generation('a', 1), generation('b', 2)],
        );
      },
    },
    {
      name: 'store: former generations stay on record, of each function the newest first',
      run: async () => {
        const at = path();
        const said = [generation('b', 1), generation('a', 1), generation('b', 2), generation('b', 3)];
        within(state, at, (store) => said.forEach((one) => store.record(one)));
        const told = within(state, at, (store) => store.history());
        const numbers = (fn: string) => told.filter((one) => one.function === fn).map((one) => one.generation);
        assert.deepEqual([numbers('a'), numbers('b')], [[1], [3, 2, 1]]);
        within(state, at, (store) => store.forget('b'));
        assert.deepEqual(
          within(state, at, (store) => store.history()),
          [generation('a', 1)],
        );
      },
    },
    {
      name: 'store: an adopted generation has no recipe digest, and gets none',
      run: async () => {
        const at = path();
        const { recipeDigest: _, ...adopted } = generation('a', 3);
        within(state, at, (store) => store.record(adopted));
        const [kept] = within(state, at, (store) => store.generations());
        assert.equal(kept?.recipeDigest, undefined);
        assert.equal(kept?.imageId, adopted.imageId);
      },
    },
    {
      name: 'store: of each function the version rejected last is remembered, also of one that never ran',
      run: async () => {
        const at = path();
        within(state, at, (store) => {
          store.record(generation('b', 1));
          for (const one of [rejection('b', '1'), rejection('a', '1'), rejection('b', '2')]) store.reject(one);
        });
        assert.deepEqual(
          within(state, at, (store) => store.rejections()),
          [rejection('a', '1'), rejection('b', '2')],
        );
        within(state, at, (store) => {
          store.liftRejection('b');
          store.liftRejection('never-there');
        });
        const left = within(state, at, (store) => [store.rejections(), store.generations()]);
        assert.deepEqual(left, [[rejection('a', '1')], [generation('b', 1)]]);
      },
    },
    {
      name: 'store: file stats come back to the last digit',
      run: async () => {
        const at = path();
        within(state, at, (store) => store.saveStatCache('a', CACHE));
        const kept = within(state, at, (store) => store.statCache('a'));
        assert.equal(kept?.takenNs, CACHE.takenNs);
        assert.deepEqual(new Map(kept?.records), CACHE.records);
        assert.equal(
          within(state, at, (store) => store.statCache('b')),
          undefined,
        );
      },
    },
    {
      name: 'store: a forgotten function is gone whole, the others stay',
      run: async () => {
        const at = path();
        within(state, at, (store) => {
          for (const fn of ['a', 'b']) {
            store.record(generation(fn, 1));
            store.saveStatCache(fn, CACHE);
            store.reject(rejection(fn, '2'));
          }
          store.forget('a');
          store.forget('never-there');
        });
        const left = within(state, at, (store) => [
          store.generations(),
          store.rejections(),
          store.statCache('a'),
          store.statCache('b')?.takenNs,
        ]);
        assert.deepEqual(left, [[generation('b', 1)], [rejection('b', '2')], undefined, CACHE.takenNs]);
      },
    },
  ] satisfies EngineCheck[];
}

export function readChecks({ state, path }: StateFixture) {
  return [
    {
      name: 'read: where nothing lies there is nothing to read, and reading makes nothing',
      run: async () => {
        const at = path();
        assert.equal(state.openReadonly(at), undefined);
        assert.equal(state.openReadonly(at), undefined, 'the first look must not have made it');
        assert.equal(state.holder(at), undefined);
      },
    },
    {
      name: 'read: gives what was written',
      run: async () => {
        const at = path();
        within(state, at, (store) => store.record(generation('a', 1)));
        const store = state.openReadonly(at);
        assert.deepEqual(store?.generations(), [generation('a', 1)]);
        store?.close();
      },
    },
    {
      name: 'remove: takes all that was remembered, and again is fine',
      run: async () => {
        const at = path();
        within(state, at, (store) => store.record(generation('a', 1)));
        state.remove(at);
        assert.equal(state.openReadonly(at), undefined);
        state.remove(at);
        assert.deepEqual(
          within(state, at, (store) => store.generations()),
          [],
        );
      },
    },
  ] satisfies EngineCheck[];
}
