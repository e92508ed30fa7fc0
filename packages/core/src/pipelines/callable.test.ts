/** What clients need, and why a function cannot be called, with the in-memory engine. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { containerNamed } from '../fakes/world.js';
import { callable, whyNotCallable } from './callable.js';
import { down } from './down.js';
import { up } from './up.js';

let project: Project;

beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

test('the root certificate, and all functions', async () => {
  const { root, functions } = await callable(project.context(), []);
  expect(root).toContain('BEGIN CERTIFICATE');
  expect(functions).toMatchObject([{ function: 'a', condition: 'running' }]);
  expect(project.events.filter(({ type }) => type === 'engine')).toHaveLength(1); // of up
  expect(project.newEffects()).toEqual([]);
});

test('a function that runs has no reason', async () => {
  expect(await whyNotCallable(project.context(), 'a')).toBeUndefined();
});

test('unknown, stopped, and not deployed', async () => {
  await expect(whyNotCallable(project.context(), 'b')).rejects.toMatchObject({ code: 'unknown-function' });
  project.write('b', 'one');
  expect(await whyNotCallable(project.context(), 'b')).toMatchObject({ facts: { condition: 'not-deployed' } });
  Object.assign(containerNamed(project.world, 'smolfaas-func-a') ?? {}, { state: 'exited', exitCode: 0 });
  expect(await whyNotCallable(project.context(), 'a')).toMatchObject({
    code: 'function-not-running',
    facts: { function: 'a', condition: 'stopped' },
  });
});

test('a router that is stopped, and none', async () => {
  Object.assign(containerNamed(project.world, 'smolfaas-router') ?? {}, { state: 'exited' });
  expect(await whyNotCallable(project.context(), 'a')).toMatchObject({
    code: 'router-not-running',
    facts: { name: 'smolfaas-router', condition: 'stopped' },
  });
  await down(project.context(), { names: [], force: false });
  await expect(callable(project.context(), [])).rejects.toMatchObject({
    code: 'router-not-running',
    facts: { condition: 'none' },
  });
});
