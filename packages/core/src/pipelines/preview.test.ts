/**
 * `up --dry-run`: the plan of a run with its reasons, and nothing of it carried out.
 */
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { previewUp } from './preview.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

const preview = async (...only: string[]) => {
  const before = JSON.stringify([...project.world.containers, ...project.world.databases.keys()]);
  const found = await previewUp(project.context(), { only });
  expect(project.newEffects()).toEqual([]);
  expect(project.events.filter(({ type }) => type === 'plan')).toEqual([]);
  expect(JSON.stringify([...project.world.containers, ...project.world.databases.keys()])).toBe(before);
  return found;
};
const codes = (reasons: readonly { readonly code: string }[]) => reasons.map(({ code }) => code);

test('predicts a first run: network, router, builds, and the images that they need', async () => {
  project.write('a', 'one');
  const { functions, network, router, builder, empty } = await preview();
  expect(functions).toEqual([
    {
      function: 'a',
      action: 'build',
      reasons: [{ code: 'not-built', facts: {} }],
      orphan: false,
      serves: false,
      generation: 1,
      build: { runtime: 'text', images: [{ reference: 'docker.io/library/text:1', present: false }], downloads: [] },
    },
  ]);
  expect([network.action, router.action, builder.action, empty]).toEqual(['create', 'ensure', 'ensure', false]);
  expect(existsSync(project.stateDb)).toBe(false);
});

test('says of an empty folder that there is nothing to do', async () => {
  expect(await preview()).toMatchObject({ functions: [], empty: true });
});

test('is the plan that up then carries out', async () => {
  for (const fn of ['a', 'b', 'gone']) project.write(fn, 'one');
  await up(project.context());
  project.write('a', 'two');
  project.drop('gone');
  project.newEffects();
  project.events.splice(0);
  const { functions, network, router, builder } = await preview();
  expect(functions.map(({ function: fn, action, reasons }) => [fn, action, ...codes(reasons)])).toEqual([
    ['a', 'build', 'source-changed'],
    ['b', 'nothing'],
    ['gone', 'keep', 'directory-gone'],
  ]);
  expect([network.action, router.action, codes(builder.reasons)]).toEqual(['nothing', 'nothing', ['builds-wanted']]);
  project.events.splice(0);
  await up(project.context());
  const plans = project.events.flatMap((event) => (event.type === 'plan' ? [event] : []));
  expect(plans.map(({ function: fn, action, reasons }) => ({ function: fn, action, reasons }))).toEqual(
    functions.map(({ function: fn, action, reasons }) => ({ function: fn, action, reasons })),
  );
});

test('is about the named functions only', async () => {
  for (const fn of ['a', 'b']) project.write(fn, 'one');
  expect(await preview('a')).toMatchObject({ functions: [{ function: 'a' }], outside: ['b'] });
  await expect(preview('ghost')).rejects.toMatchObject({ code: 'unknown-function' });
});

test('says why a function would fail', async () => {
  project.write('Bad_Name', 'x');
  project.write('a', 'one');
  const { functions } = await preview();
  expect(functions.map(({ function: fn, error }) => [fn, error?.code])).toEqual([
    ['Bad_Name', 'bad-function-name'],
    ['a', undefined],
  ]);
});

test('waits for no run, and stops none', async () => {
  project.write('a', 'one');
  project.world.locks.set(project.stateDb, { pid: 1, verb: 'up', since: 0 });
  expect(await preview()).toMatchObject({ functions: [{ action: 'build' }] });
});
