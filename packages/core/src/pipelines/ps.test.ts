/** `ps` with the in-memory engine: conditions, and that it changes nothing. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { containerNamed } from '../fakes/world.js';
import { down } from './down.js';
import { ps } from './ps.js';
import { up } from './up.js';

let project: Project;

beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  project.write('b', 'one');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

const status = async (fn: string) => {
  const { functions } = await ps(project.context(), { names: [] });
  return functions.find((one) => one.function === fn);
};

const container = () => {
  const found = containerNamed(project.world, 'smolfaas-func-a');
  if (!found) throw new Error('no container');
  return found;
};

test('what runs, and nothing is changed', async () => {
  project.write('new', 'one');
  const { functions, router } = await ps(project.context(), { names: [] });
  expect(functions.map((one) => [one.function, one.condition])).toEqual([
    ['a', 'running'],
    ['b', 'running'],
    ['new', 'not-deployed'],
  ]);
  expect(router).toBe('running');
  expect(functions[0]).toMatchObject({
    runtime: 'text',
    generation: 1,
    instances: 1,
    restarts: 0,
    memory: { usedBytes: 20 * 2 ** 20 },
    url: 'https://fn.localhost/invoke/a',
  });
  expect(functions[2]).toEqual({ function: 'new', condition: 'not-deployed', instances: 0, restarts: 0 });
  expect(project.newEffects()).toEqual([]);
});

test('only the named ones; an unknown name is an error', async () => {
  const { functions } = await ps(project.context(), { names: ['b'] });
  expect(functions.map((one) => one.function)).toEqual(['b']);
  await expect(ps(project.context(), { names: ['bb'] })).rejects.toMatchObject({
    code: 'unknown-function',
    facts: { names: ['bb'], known: ['a', 'b'] },
  });
});

test('a function that does not answer', async () => {
  project.world.behaviours.set('a', 'silent');
  expect(await status('a')).toMatchObject({
    condition: 'not-answering',
    lastError: { code: 'does-not-answer', facts: { why: 'refused', seconds: 1 } },
  });
});

test('a container that ended', async () => {
  Object.assign(container(), { state: 'exited', exitCode: 137, oomKilled: true });
  expect(await status('a')).toMatchObject({
    condition: 'crashed',
    exitCode: 137,
    oomKilled: true,
    lastError: { code: 'crashed', facts: { line: 'last words' } },
  });
  Object.assign(container(), { exitCode: 1, oomKilled: false });
  expect(await status('a')).toMatchObject({ condition: 'crashed', exitCode: 1 });
  Object.assign(container(), { exitCode: 143 });
  expect(await status('a')).toMatchObject({ condition: 'stopped', exitCode: 143 });
  Object.assign(container(), { state: 'paused' });
  expect(await status('a')).toMatchObject({ condition: 'paused' });
});

test('a route that leads elsewhere, while a run is in progress and after it', async () => {
  const { routes } = project.world;
  project.world.routes = routes && { ...routes, table: { ...routes.table, routes: [] } };
  expect(await status('a')).toMatchObject({ condition: 'not-routed' });
  project.world.locks.set(project.stateDb, { pid: 7, verb: 'up', since: 0 });
  expect(await status('a')).toMatchObject({ condition: 'starting' });
});

test('without a router', async () => {
  for (const one of project.world.containers.values()) if (one.name === 'smolfaas-router') one.state = 'exited';
  const outcome = await ps(project.context(), { names: ['a'] });
  expect(outcome).toMatchObject({ router: 'stopped', functions: [{ condition: 'running' }] });
});

test('after down, and without a directory', async () => {
  await down(project.context(), { names: [], force: false });
  project.drop('b');
  expect(await ps(project.context(), { names: [] })).toMatchObject({
    router: 'none',
    functions: [{ condition: 'stopped' }, { condition: 'stopped', directoryGone: true }],
  });
});

test('a source that up rejected, and a directory that cannot be a function', async () => {
  project.world.brokenBuilds.add('a');
  project.write('a', 'two');
  project.write('Bad', 'one');
  await up(project.context());
  expect(await status('a')).toMatchObject({ condition: 'running', lastError: { code: 'source-rejected' } });
  expect(await status('Bad')).toMatchObject({
    condition: 'not-deployed',
    lastError: { code: 'source-unusable', facts: { error: { code: 'bad-function-name' } } },
  });
});
