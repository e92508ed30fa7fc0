/** The container beside a function's: it starts, or nothing of it is left. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';
import { removeContainer } from './remove-container.js';
import { shellManager } from './shell-manager.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

const SLEEP = { Cmd: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'] };

/** Ids of containers with this label, in any state. */
const labelled = (label: string) =>
  t.engine.call('list', t.signal, async (d) => {
    const found = await d.listContainers({ all: true, filters: { label: [label] } });
    return found.map(({ Id }) => Id);
  });

it('starts beside a container that runs, and leaves nothing beside one that does not', async () => {
  const shells = shellManager(t.engine);
  const id = await t.runBody('shown', SLEEP, t.labels);
  const image = await t.engine.call('inspect', t.signal, async (d) => (await d.getContainer(id).inspect()).Image);
  const labels = { ...t.labels, 'smt.beside': t.run };
  const beside = await shells.startBeside(id, image, labels, t.signal);
  expect(await labelled(`smt.beside=${t.run}`)).toEqual([beside.id]);
  await removeContainer(t.engine, beside.id, 0, t.signal);
  await t.engine.call('stop', t.signal, (d) => d.getContainer(id).stop({ t: 0 }));
  await expect(shells.startBeside(id, image, labels, t.signal)).rejects.toMatchObject({
    code: expect.stringMatching(/^engine-/),
  });
  expect(await labelled(`smt.beside=${t.run}`)).toEqual([]);
});
