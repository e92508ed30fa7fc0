/**
 * The limit of a whole run: it ends what does not answer in time, and nothing that serves.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

test('ends the run, names what was not done, and keeps what serves', async () => {
  for (const fn of ['a', 'b']) project.write(fn, 'one');
  await up(project.context());
  for (const fn of ['a', 'b']) project.write(fn, 'two');
  project.world.behaviours.set('b', 'silent');
  const before = [...project.world.containers.values()].map(({ name }) => name).sort();
  await expect(up(project.context({ readyTimeoutMs: 60_000 }), { timeoutMs: 700 })).rejects.toMatchObject({
    code: 'run-timeout',
    facts: { seconds: 0.7, unfinished: ['b'] },
  });
  expect([...project.world.containers.values()].map(({ name }) => name).sort()).toEqual(before);
  project.world.behaviours.delete('b');
  const { functions } = await up(project.context(), { timeoutMs: 60_000 });
  expect(functions.map(({ status }) => status)).toEqual(['updated', 'updated']);
});
