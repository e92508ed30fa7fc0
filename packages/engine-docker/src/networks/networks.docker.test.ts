import { inspect } from 'node:util';
import { boundedMap, LABEL, type SmolfaasError } from '@smolfaas/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '../connection/failure.js';
import { ensureNetwork } from './ensure-network.js';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';
import { observe } from '../observe/observe.js';
import { removeContainer } from '../containers/remove-container.js';
import { removeNetwork } from './remove-network.js';
import { startFunction } from '../containers/start.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

const named = async (name: string) =>
  (await t.engine.call('list', t.signal, (d) => d.listNetworks())).filter((n) => n.Name === name);
const createRaw = (name: string, labels: object) =>
  t.engine.call('create', t.signal, (d) => d.createNetwork({ Name: name, Labels: { ...labels } }));

describe('ensureNetwork', () => {
  it('creates a labelled bridge once and finds it again', async () => {
    const name = `${t.run}-one`;
    const id = await ensureNetwork(t.engine, name, t.labels, t.signal);
    expect(await ensureNetwork(t.engine, name, t.labels, t.signal)).toBe(id);
    const [network, ...others] = await named(name);
    expect(others).toEqual([]);
    expect(network).toMatchObject({ Id: id, Driver: 'bridge', Labels: t.labels });
  });

  it('agrees on one id, and leaves one network, when many want it at once', async () => {
    const name = `${t.run}-race`;
    const all = Array.from({ length: 6 }, () => ensureNetwork(t.engine, name, t.labels, t.signal));
    const ids = await Promise.all(all);
    const final = await ensureNetwork(t.engine, name, t.labels, t.signal);
    expect((await named(name)).map((n) => n.Id)).toEqual([final]);
    expect(ids).toContain(final);
  });

  it('takes ours by label when a foreign one has the same name', async () => {
    const name = `${t.run}-mixed`;
    const mine = await ensureNetwork(t.engine, name, t.labels, t.signal);
    // Engines from 25 on refuse a second network of one name, so there is nothing to choose from.
    const foreign = await createRaw(name, t.foreign).catch((error: unknown) => statusOf(error));
    expect(await ensureNetwork(t.engine, name, t.labels, t.signal)).toBe(mine);
    expect(await named(name)).toHaveLength(foreign === 409 ? 1 : 2);
  });

  it.each([2, 4])(
    'gives the name to one of %i projects that want it at once; the others leave nothing',
    async (count) => {
      const play = async (round: number): Promise<void> => {
        const name = `${t.run}-${count}-rivals-${round}`;
        const rivals = Array.from({ length: count }, (_, id) => ({
          ...t.labels,
          [LABEL.project]: `${t.run}-${id}`,
          [LABEL.functionsDir]: `/${id}`,
        }));
        const all = await Promise.allSettled(rivals.map((labels) => ensureNetwork(t.engine, name, labels, t.signal)));
        const [won, ...more] = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        const lost = all.flatMap((one) =>
          one.status === 'rejected' ? [one.reason as SmolfaasError<'project-conflict'>] : [],
        );
        expect(more).toEqual([]);
        const [left, ...twins] = await named(name);
        expect(twins).toEqual([]);
        expect(left?.Id).toBe(won);
        const otherwise = lost.filter((error) => error.code !== 'project-conflict');
        // The whole text, because what else an engine may say here depends on its version and load.
        expect(otherwise.map((error) => inspect(error))).toEqual([]);
        expect(lost).toHaveLength(count - 1);
        // Of several rivals, the error may name one that also gives up.
        const winner = [left?.Labels?.[LABEL.functionsDir]];
        const told = count === 2 ? lost : [];
        expect(told.map((error) => error.facts.otherDir)).toEqual(told.flatMap(() => winner));
        await removeNetwork(t.engine, won ?? '', t.signal);
      };
      // A rival may wait for ten seconds, so rounds run in parallel. But an engine has address
      // ranges for only about 20 networks.
      await boundedMap([0, 1, 2], Math.floor(6 / count), t.signal, play);
    },
  );

  it('starts a function on the network of this id, whatever other network has its name', async () => {
    const name = `${t.run}-twins`;
    await createRaw(name, t.foreign);
    // Refused by engines from 25 on.
    const { id: networkId } = await createRaw(name, t.labels).catch(() => ({ id: undefined }));
    const labels = { ...t.labels, [LABEL.role]: 'function', [LABEL.function]: 'twin' };
    const { id } = await startFunction(t.engine, t.spec('twin', name, { networkId, init: false, labels }), t.signal);
    const scope = { containerNames: [], networkName: name, volumeNames: [] };
    const { containers } = await observe(t.engine, scope, t.signal);
    const ids = (await named(name)).map(({ Id }) => Id);
    expect(containers.find((one) => one.id === id)).toMatchObject({
      networks: [name],
      networkIds: [networkId ?? ids[0]],
    });
    await removeContainer(t.engine, id, 0, t.signal);
  });

  it('refuses a name that only a foreign network has', async () => {
    const name = `${t.run}-foreign`;
    const { id } = await createRaw(name, t.foreign);
    await expect(ensureNetwork(t.engine, name, t.labels, t.signal)).rejects.toMatchObject({
      code: 'foreign-object',
      facts: { kind: 'network', name, id },
    });
  });
});

describe('removeNetwork', () => {
  it('names a foreign guest and leaves the network to it', async () => {
    const name = `${t.run}-guest`;
    const id = await ensureNetwork(t.engine, name, t.labels, t.signal);
    const guest = await t.runBody('guest', { Cmd: ['sleep', '1000'], HostConfig: { NetworkMode: name } }, t.foreign);
    await expect(removeNetwork(t.engine, id, t.signal)).rejects.toMatchObject({
      code: 'removal-blocked',
      facts: { kind: 'network', blockers: [`${t.run}-guest`] },
    });
    expect(await named(name)).toHaveLength(1);
    await removeContainer(t.engine, guest, 0, t.signal);
    await removeNetwork(t.engine, id, t.signal);
    expect(await named(name)).toEqual([]);
  });

  it('waits for a container of ours that is just leaving', async () => {
    const name = `${t.run}-leaving`;
    const id = await ensureNetwork(t.engine, name, t.labels, t.signal);
    const own = await t.runBody('own', { Cmd: ['sleep', '1000'], HostConfig: { NetworkMode: name } }, t.labels);
    await Promise.all([removeNetwork(t.engine, id, t.signal), removeContainer(t.engine, own, 1_000, t.signal)]);
    expect(await named(name)).toEqual([]);
  });

  it('takes a network that is gone as removed', async () => {
    const id = await ensureNetwork(t.engine, `${t.run}-gone`, { ...t.labels, [LABEL.role]: 'network' }, t.signal);
    await removeNetwork(t.engine, id, t.signal);
    await expect(removeNetwork(t.engine, id, t.signal)).resolves.toBeUndefined();
  });
});
