/**
 * `restart`: a new generation of what serves, beside the old one, whatever the sources are by now.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { up } from './up.js';

let project: Project;
beforeEach(async () => {
  project = makeProject();
  for (const fn of ['a', 'b']) project.write(fn, 'one');
  await up(project.context());
  project.newEffects();
  project.events.splice(0);
});
afterEach(() => project.close());

const restart = async (...only: string[]) => {
  const { functions } = await up(project.context(), { only, restart: true });
  return functions.map((one) => `${one.function} ${one.status}${one.built ? ', built' : ''}`);
};

test('starts a new generation of one function, switches, and removes the old one', async () => {
  expect(await restart('a')).toEqual(['a updated']);
  expect(project.newEffects()).toEqual([
    'start smolfaas-func-a.g2',
    'push a->smolfaas-func-a.g2 b->smolfaas-func-b.g1',
    'remove smolfaas-func-a',
    'rename smolfaas-func-a.g2 smolfaas-func-a',
    'db record a',
  ]);
  expect(project.events).toContainEqual({
    type: 'plan',
    function: 'a',
    action: 'replace',
    reasons: [{ code: 'restart-requested', facts: {} }],
  });
});

test('restarts the version that serves, and leaves an edit to the next up', async () => {
  project.write('a', 'two');
  expect(await restart('a')).toEqual(['a updated']);
  expect(project.newEffects().filter((effect) => effect.startsWith('build'))).toEqual([]);
  const { functions } = await up(project.context());
  expect(functions).toMatchObject([
    { function: 'a', status: 'updated', built: true, generation: 3 },
    { function: 'b', status: 'unchanged' },
  ]);
});

test('is all that is needed: up then finds nothing to do', async () => {
  expect(await restart()).toEqual(['a updated', 'b updated']);
  project.newEffects();
  expect((await up(project.context())).functions.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
  expect(project.newEffects()).toEqual([]);
});

test('without names leaves alone what does not run', async () => {
  project.write('new', 'one');
  expect(await restart()).toEqual(['a updated', 'b updated']);
  expect(await restart('new')).toEqual(['new started, built']);
});

test('keeps what serves when the new container does not answer', async () => {
  project.world.behaviours.set('a', 'exits');
  expect(await restart('a')).toEqual(['a failed']);
  expect(project.newEffects()).not.toContain('remove smolfaas-func-a');
});

test('keeps the verdict on a source that up rejected', async () => {
  project.write('a', 'two');
  project.world.behaviours.set('a', 'exits');
  await up(project.context());
  project.world.behaviours.delete('a');
  expect(await restart('a')).toEqual(['a updated']);
  const { functions } = await check(project.context());
  expect(functions[0]?.findings.map(({ code }) => code)).toContain('source-rejected');
});

test('refuses a name that nothing has', async () => {
  await expect(restart('ghost')).rejects.toMatchObject({ code: 'unknown-function' });
  expect(project.newEffects()).toEqual([]);
});
