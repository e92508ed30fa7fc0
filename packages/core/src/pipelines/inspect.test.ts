/** `inspect` with the in-memory engine. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { inspect } from './inspect.js';
import { up } from './up.js';

let project: Project;

beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  await up(project.context());
  project.write('a', 'two');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

test('everything about one function, and nothing is changed', async () => {
  const functions = new Map([['a', { settings: { mode: 'x' }, maps: { args: { TOKEN: 'secret' } }, replicas: 1 }]]);
  const found = await inspect(project.context({ functions }), 'a');
  expect(found).toMatchObject({
    status: { function: 'a', condition: 'running', generation: 2 },
    directory: `${project.functionsDir}/a`,
    router: 'running',
    upstream: expect.stringMatching(/^smolfaas-func-a\.g2-/),
    image: { id: expect.any(String) },
    containers: [{ name: 'smolfaas-func-a', generation: 2, instance: 1, serves: true, state: 'running' }],
    versions: [{ generation: 2 }, { generation: 1 }],
  });
  expect(found.settings).toEqual(
    expect.arrayContaining([
      { name: 'settings.mode', value: 'x', source: 'project-file' },
      { name: 'settings.args', value: ['TOKEN'], source: 'project-file' },
      { name: 'env', value: ['PORT'], source: 'default' },
      { name: 'replicas', value: 1, source: 'project-file' },
    ]),
  );
  expect(JSON.stringify(found)).not.toContain('secret');
  expect(project.newEffects()).toEqual([]);
});

test('a function that was never deployed, and a rejected source', async () => {
  project.write('b', 'one');
  project.world.brokenBuilds.add('b');
  await up(project.context());
  expect(await inspect(project.context(), 'b')).toMatchObject({
    status: { condition: 'not-deployed' },
    containers: [],
    versions: [],
    rejection: { code: 'build-failed' },
  });
  await expect(inspect(project.context(), 'c')).rejects.toMatchObject({ code: 'unknown-function' });
});
