import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { containerNamed } from '../fakes/world.js';
import { up } from './up.js';
import { wait } from './wait.js';

let project: Project;
beforeEach(async () => {
  project = makeProject();
  project.write('a', 'one');
  await up(project.context());
  project.newEffects();
});
afterEach(() => project.close());

const request = { function: 'a', timeoutMs: 400 };

test('the source as it is now: at once when it serves, and nothing is changed', async () => {
  const serving = await wait(project.context(), request);
  expect(serving).toMatchObject({ function: 'a', generation: 1 });
  expect(serving.contentHash).toMatch(/^[0-9a-f]{64}$/);
  expect(project.newEffects()).toEqual([]);
});

test('an edited source is waited for, and the old version is never taken for it', async () => {
  const old = await wait(project.context(), request);
  project.write('a', 'two!');
  await expect(wait(project.context(), request)).rejects.toMatchObject({
    code: 'version-not-serving',
    facts: { function: 'a', seconds: 0.4, serving: { contentHash: old.contentHash, generation: 1 } },
  });
  const waiting = wait(project.context(), { ...request, timeoutMs: 10_000 });
  await up(project.context());
  expect(await waiting).toMatchObject({ generation: 2 });
});

test('a certain version, by first digits and by generation', async () => {
  const { contentHash } = await wait(project.context(), request);
  const hash = contentHash.slice(0, 12);
  expect(await wait(project.context(), { ...request, version: { hash, generation: 1 } })).toMatchObject({
    contentHash,
  });
  const next = wait(project.context(), { ...request, version: { hash, generation: 2 } });
  await expect(next).rejects.toMatchObject({ code: 'version-not-serving' });
});

test('what is routed and does not answer does not serve', async () => {
  const container = containerNamed(project.world, 'smolfaas-func-a');
  if (container !== undefined) container.state = 'exited';
  await expect(wait(project.context(), request)).rejects.toMatchObject({
    code: 'version-not-serving',
    facts: expect.not.objectContaining({ serving: expect.anything() }),
  });
});

test('a function that nobody knows', async () => {
  await expect(wait(project.context(), { ...request, function: 'b' })).rejects.toMatchObject({
    code: 'unknown-function',
  });
});
