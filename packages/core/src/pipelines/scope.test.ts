/**
 * `up` for some functions only: it does for them what a whole run does, and leaves everything of the
 * others exactly as it is.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { generationIn } from '../fakes/world.js';
import { up } from './up.js';

let project: Project;
beforeEach(async () => {
  project = makeProject();
  for (const fn of ['a', 'b', 'c']) project.write(fn, 'one');
  await up(project.context());
  project.newEffects();
  project.events.splice(0);
});
afterEach(() => project.close());

const only = async (...names: string[]) => {
  const { functions } = await up(project.context(), { only: names });
  return functions.map((one) => `${one.function} ${one.status}`);
};
const routes = () =>
  project.world.routes?.table.routes.map((route) => `${route.function}->${generationIn(route.upstream)}`);
const about = (fn: string) =>
  project.events.filter((event) => 'function' in event && event.function === fn).map(({ type }) => type);

test('deploys an edit, while edits of the others wait', async () => {
  project.write('a', 'two');
  project.write('b', 'two');
  expect(await only('a')).toEqual(['a updated']);
  expect(project.newEffects()).toEqual([
    'db stat-cache a',
    'build a',
    'start smolfaas-func-a.g2',
    'push a->smolfaas-func-a.g2 b->smolfaas-func-b.g1 c->smolfaas-func-c.g1',
    'remove smolfaas-func-a',
    'rename smolfaas-func-a.g2 smolfaas-func-a',
    'db record a',
  ]);
  expect(about('b')).toEqual([]);
  expect((await up(project.context())).functions.map(({ status }) => status)).toEqual([
    'unchanged',
    'updated',
    'unchanged',
  ]);
});

test('changes nothing when nothing of them changed', async () => {
  project.write('b', 'two');
  expect(await only('a', 'c')).toEqual(['a unchanged', 'c unchanged']);
  expect(project.newEffects()).toEqual([]);
});

test('keeps what is an orphan to a whole run, with and without --remove-orphans', async () => {
  project.drop('b');
  const { functions } = await up(project.context({ removeOrphans: true }), { only: ['a'] });
  expect(functions).toMatchObject([{ function: 'a', status: 'unchanged' }]);
  expect(project.newEffects()).toEqual([]);
  expect(project.events.filter(({ type }) => type === 'warning')).toEqual([]);
  expect(routes()).toContain('b->smolfaas-func-b.g1');
});

test('treats an orphan among them as one', async () => {
  project.drop('b');
  expect(await only('b')).toEqual(['b kept']);
  const { functions } = await up(project.context({ removeOrphans: true }), { only: ['b'] });
  expect(functions).toMatchObject([{ function: 'b', status: 'removed' }]);
  expect(routes()).toEqual(['a->smolfaas-func-a.g1', 'c->smolfaas-func-c.g1']);
});

test('brings all routes back into a new router', async () => {
  project.world.routes = undefined;
  for (const [id, { name }] of project.world.containers)
    if (name === 'smolfaas-router') project.world.containers.delete(id);
  await only('a');
  expect(routes()).toEqual(['a->smolfaas-func-a.g1', 'b->smolfaas-func-b.g1', 'c->smolfaas-func-c.g1']);
});

test("keeps the others' images and rejections", async () => {
  project.write('new', 'exits');
  project.world.behaviours.set('new', 'exits');
  await up(project.context());
  const kept = () => ({
    images: [...project.world.images.values()].filter(({ labels }) => labels[LABEL.function] === 'new').length,
    rejected: [...(project.world.databases.get(project.stateDb)?.rejections.keys() ?? [])],
  });
  expect(kept()).toEqual({ images: 1, rejected: ['new'] });
  project.write('a', 'two');
  await up(project.context({ keepImages: 0 }), { only: ['a'] });
  expect(kept()).toEqual({ images: 1, rejected: ['new'] });
});

test('refuses a name that nothing has', async () => {
  await expect(only('a', 'd')).rejects.toMatchObject({
    code: 'unknown-function',
    facts: { names: ['d'], known: ['a', 'b', 'c'] },
  });
});
