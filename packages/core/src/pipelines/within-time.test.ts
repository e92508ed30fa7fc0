/**
 * The limit of a whole run: it ends what does not answer in time, and nothing that serves.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pause } from '../async/pause.js';
import { SmolfaasError } from '../contract/errors.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { up } from './up.js';
import { withinTime } from './within-time.js';
import { withNames } from './with-names.js';

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

test('is one limit for a run that chooses its names again', async () => {
  const open = { network: undefined, httpsPort: undefined };
  const { settings, ...context } = project.context();
  const given = { ...context, settings: { ...settings, ...open } };
  let tries = 0;
  const work = (limited: PipelineContext) =>
    withinTime(limited, 400, async ({ signal, settings: { httpsPort: port } }) => {
      tries += 1;
      await pause(250, signal);
      throw new SmolfaasError('port-taken', { port, address: '127.0.0.1' });
    });
  await expect(withNames(given, false, work)).rejects.toMatchObject({ code: 'run-timeout', facts: { seconds: 0.4 } });
  expect(tries).toBe(2);
});
