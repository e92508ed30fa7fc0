/**
 * What every FunctionManager, and every manager of networks, volumes and image names promises
 * (core/contract/function-manager.ts), as checks.
 *
 *   network     exactly one, however often and concurrently it is ensured; a foreign one is refused
 *               and not changed
 *   observe     objects of the project by label; foreign ones only if they hold a requested name
 *   containers  made as specified, found again, ended; nothing half-made is left; a foreign name is
 *               refused
 *   images      one name added, one name removed
 *   abort       every verb throws the reason of its signal
 *
 * The checks use the engine alone, so they accept any implementation, in memory or real. They do
 * not look into containers: checks on running examples (`runtimeEngineConformance`) cover what a
 * function may do.
 */
import assert from 'node:assert/strict';
import { LABEL } from '@smolfaas/core';
import type { EngineCheck, EngineConformance } from '../engine-tools.js';
import { hearsAbort } from './expecting.js';
import { containerChecks } from './function-containers.js';
import { type FunctionManagerSubject, type FunctionFixture, functionFixture } from './function-fixture.js';
import { networkChecks } from './function-networks.js';
import { imageChecks } from './image-names.js';

/** The checks for one manager. Run them in order, one at a time, then `close`. */
export function functionManagerConformance(subject: FunctionManagerSubject): EngineConformance {
  const place = functionFixture(subject);
  const groups = [networkChecks, observeChecks, containerChecks, imageChecks, abortChecks];
  return { checks: groups.flatMap((group) => group(place)), close: place.close };
}

function observeChecks({ run, engine, labels, signal, observe, spec, startForeign }: FunctionFixture) {
  return [
    {
      name: 'observe: lists what is ours by label, as it was made',
      run: async () => {
        const wanted = await spec('seen');
        const { id } = await engine.functions.start(wanted, signal);
        const found = (await observe()).containers.find((one) => one.id === id);
        assert.ok(found, 'a container with our project label is listed without being asked for by name');
        const { name, state, networks } = found;
        assert.deepEqual({ name, state, networks }, { name: wanted.name, state: 'running', networks: [run] });
        for (const [label, value] of Object.entries(wanted.labels)) assert.equal(found.labels[label], value, label);
        const { networks: ours } = await observe();
        assert.ok(ours.some((one) => one.name === run && one.labels[LABEL.project] === labels[LABEL.project]));
      },
    },
    {
      name: 'observe: lists a stranger only when it holds a name that is asked for',
      run: async () => {
        const id = await startForeign('unseen');
        const has = (seen: Awaited<ReturnType<typeof observe>>) => seen.containers.some((one) => one.id === id);
        assert.equal(
          has(await observe()),
          false,
          'without our label and without being asked for it is nobody’s business',
        );
        assert.equal(has(await observe({ containers: [`${run}-unseen`] })), true, 'it holds a name that is needed');
      },
    },
    {
      name: 'observe: a container that has our labels from its image only is a stranger, and shows none of them',
      run: async () => {
        const inherited = { ...labels, [LABEL.function]: 'inherits', [LABEL.contentHash]: 'hash' };
        const id = await startForeign('inherits', undefined, inherited);
        const seen = async (containers: readonly string[]) =>
          (await observe({ containers })).containers.find((one) => one.id === id);
        assert.equal(await seen([]), undefined, 'somebody else made it from an image of ours');
        const holder = await seen([`${run}-inherits`]);
        assert.ok(holder, 'it holds a name that is asked for');
        for (const label of Object.values(LABEL)) assert.equal(holder.labels[label], undefined, label);
      },
    },
  ] satisfies EngineCheck[];
}

function abortChecks({ run, engine, image, labels, signal, observe, spec }: FunctionFixture): EngineCheck[] {
  const check = async () => {
    const scope = { containerNames: [], networkName: run, volumeNames: [] };
    const late = await spec('unborn');
    const { id } = await engine.functions.start(await spec('staying'), signal);
    await hearsAbort({
      observe: (aborted) => engine.observe(scope, aborted),
      ensureNetwork: (aborted) => engine.networks.ensure(`${run}-never`, labels, aborted),
      findNetwork: async (aborted) => void (await engine.networks.find(run, aborted)),
      start: (aborted) => engine.functions.start(late, aborted),
      diagnose: (aborted) => engine.functions.diagnose(id, aborted),
      usage: (aborted) => engine.functions.usage(id, aborted),
      crashes: (aborted) => engine.functions.crashes([id], 0, aborted),
      logs: async (aborted) =>
        void (await engine.functions.logs(id, { follow: true }, aborted)[Symbol.asyncIterator]().next()),
      changes: async (aborted) => void (await engine.functions.changes(run, 0, aborted)[Symbol.asyncIterator]().next()),
      rename: (aborted) => engine.functions.rename(id, `${run}-never`, aborted),
      remove: (aborted) => engine.functions.remove(id, 0, aborted),
      tag: (aborted) => engine.images.tag(image, `${run}:never`, aborted),
      imageDetails: (aborted) => engine.images.details([image], aborted),
      usedImages: (aborted) => engine.images.used(aborted),
      volumeBytes: (aborted) => engine.volumes.bytes([run], aborted),
      removeImage: (aborted) => engine.images.remove(`${run}:never`, aborted),
      removeNetwork: (aborted) => engine.networks.remove(run, aborted),
      removeVolume: (aborted) => engine.volumes.remove(run, aborted),
    });
    const seen = await observe({ network: `${run}-never` });
    const names = [...seen.containers, ...seen.networks].map(({ name }) => name);
    assert.ok(names.includes(`${run}-staying`), 'an aborted remove must not remove');
    assert.ok(
      !names.includes(late.name) && !names.includes(`${run}-never`),
      'what was aborted must leave nothing behind',
    );
  };
  return [{ name: 'abort: every verb throws the reason of its signal, and nothing is changed', run: check }];
}
