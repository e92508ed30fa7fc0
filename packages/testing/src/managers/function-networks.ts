/**
 * The network that functions share: exactly one, however often and concurrently it is ensured. Part
 * of the suite of FunctionManager.
 */
import assert from 'node:assert/strict';
import type { EngineCheck } from '../engine-tools.js';
import { failsWith } from './expecting.js';
import type { FunctionFixture } from './function-fixture.js';

export function networkChecks({ run, engine, labels, signal, observe, startForeign, foreignNetwork }: FunctionFixture) {
  const named = async (name: string) => (await observe({ network: name })).networks.filter((one) => one.name === name);
  return [
    {
      name: 'network: is made once, with its labels, and found again',
      run: async () => {
        const first = await engine.networks.ensure(run, labels, signal);
        assert.equal(await engine.networks.ensure(run, labels, signal), first, 'asked again, it must give the same id');
        assert.deepEqual(await named(run), [{ id: first, name: run, labels }]);
      },
    },
    {
      name: 'network: several who want it at once leave one, which is given from then on',
      run: async () => {
        const name = `${run}-crowd`;
        await Promise.all([1, 2, 3, 4].map(() => engine.networks.ensure(name, labels, signal)));
        const left = await named(name);
        assert.equal(left.length, 1, `one network of this name must be left: ${JSON.stringify(left)}`);
        assert.equal(await engine.networks.ensure(name, labels, signal), left[0]?.id, 'and be given to whoever asks');
      },
    },
    {
      name: 'network: the name of a stranger is refused, and the stranger left alone',
      run: async () => {
        const name = `${run}-stranger`;
        const id = await foreignNetwork(name);
        const facts = await failsWith('foreign-object', engine.networks.ensure(name, labels, signal), name);
        assert.deepEqual(facts, { kind: 'network', name, id });
        assert.deepEqual(await named(name), [{ id, name, labels: {} }]);
      },
    },
    {
      name: 'network: stays while a stranger is on it, who is named',
      run: async () => {
        const name = `${run}-visited`;
        const id = await engine.networks.ensure(name, labels, signal);
        const guest = await startForeign('guest', name);
        const facts = await failsWith('removal-blocked', engine.networks.remove(id, signal), name);
        assert.deepEqual([facts.kind, facts.blockers], ['network', [`${run}-guest`]]);
        assert.equal((await named(name)).length, 1);
        await engine.functions.remove(guest, 0, signal);
      },
    },
    {
      name: 'network: any of a name is found, also one of other tools; of another name, none',
      run: async () => {
        const name = `${run}-known`;
        assert.equal(await engine.networks.find(name, signal), undefined, 'before it exists');
        const id = await foreignNetwork(name);
        assert.equal(await engine.networks.find(name, signal), id);
      },
    },
    {
      name: 'network: is removed, and removing it again is fine',
      run: async () => {
        const name = `${run}-brief`;
        const id = await engine.networks.ensure(name, labels, signal);
        await engine.networks.remove(id, signal);
        assert.deepEqual(await named(name), [], 'it must be gone');
        await engine.networks.remove(id, signal);
      },
    },
  ] satisfies EngineCheck[];
}
