/**
 * The lock that prevents two runs at once. Part of the suite of StateAccess.
 */
import assert from 'node:assert/strict';
import type { EngineCheck } from '../engine-tools.js';
import { failsWith, hearsAbort } from './expecting.js';
import type { StateFixture } from './state-fixture.js';

export function lockChecks({ state, signal, path }: StateFixture) {
  return [
    {
      name: 'lock: has one holder, who is named to others',
      run: async () => {
        const at = path();
        const before = Date.now();
        const lock = await state.lock(at, 'up', 0, signal);
        const facts = await failsWith('locked', state.lock(at, 'down', 0, signal), 'it is held');
        assert.deepEqual([facts.pid, facts.verb], [process.pid, 'up']);
        assert.ok(
          facts.since >= before && facts.since <= Date.now(),
          'since is the moment it was taken, in milliseconds',
        );
        assert.deepEqual(state.holder(at), facts);
        lock.release();
        assert.equal(state.holder(at), undefined);
      },
    },
    {
      name: 'lock: leaves a trace that exists() sees, and remove() takes away',
      run: async () => {
        const at = path();
        assert.equal(state.exists(at), false, 'nothing is there yet, and asking creates nothing');
        assert.equal(state.exists(at), false);
        const lock = await state.lock(at, 'up', 0, signal);
        assert.equal(state.exists(at), true);
        state.remove(at);
        lock.release();
        assert.equal(state.exists(at), false);
      },
    },
    {
      name: 'lock: released, it is free at once, and releasing again harms nobody',
      run: async () => {
        const at = path();
        const first = await state.lock(at, 'up', 0, signal);
        first.release();
        const second = await state.lock(at, 'down', 0, signal);
        first.release();
        assert.equal(state.holder(at)?.verb, 'down', 'the second holder must still have it');
        second.release();
      },
    },
    {
      name: 'lock: a waiter gets it when it becomes free, and gives up at its limit',
      run: async () => {
        const at = path();
        const lock = await state.lock(at, 'up', 0, signal);
        const begun = performance.now();
        await failsWith('locked', state.lock(at, 'down', 150, signal), 'it stays held');
        assert.ok(performance.now() - begun >= 150, 'the limit must be waited for');
        const waiting = state.lock(at, 'down', 10_000, signal);
        setTimeout(() => lock.release(), 50);
        (await waiting).release();
        assert.ok(performance.now() - begun < 5_000, 'and not longer than it is held');
      },
    },
    {
      name: 'lock: of several who wait, one holds it at a time',
      run: async () => {
        const at = path();
        const held = { now: 0, most: 0 };
        const hold = async () => {
          const lock = await state.lock(at, 'up', 20_000, signal);
          held.most = Math.max(held.most, ++held.now);
          await new Promise((resolve) => setTimeout(resolve, 10));
          held.now -= 1;
          lock.release();
        };
        await Promise.all([hold(), hold(), hold()]);
        assert.equal(held.most, 1);
      },
    },
    {
      name: 'lock: another path is another lock',
      run: async () => {
        const locks = [await state.lock(path(), 'up', 0, signal), await state.lock(path(), 'up', 0, signal)];
        for (const lock of locks) lock.release();
      },
    },
    {
      name: 'lock: waiting ends with the signal, and its reason',
      run: async () => {
        const at = path();
        await hearsAbort({ lock: (aborted) => state.lock(at, 'up', 1_000, aborted) });
        const lock = await state.lock(at, 'up', 0, signal);
        const stop = new AbortController();
        const reason = new Error('stopped while waiting');
        setTimeout(() => stop.abort(reason), 30);
        const begun = performance.now();
        await assert.rejects(state.lock(at, 'down', 10_000, stop.signal), (error) => error === reason);
        assert.ok(performance.now() - begun < 2_000);
        lock.release();
      },
    },
  ] satisfies EngineCheck[];
}
