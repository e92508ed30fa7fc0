/**
 * Another version of a runtime that makes the same recipe: its key moves, and nothing else changes.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImageLock } from '../contract/images.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { makeProject, type Project, textRuntime } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { bundle } from './images-bundle.js';
import { load } from './images-load.js';
import { up } from './up.js';

const CADDY = 'docker.io/library/caddy:2.11.4';
const TEXT = 'docker.io/library/text:1';

let project: Project;
beforeEach(async () => {
  project = makeProject();
  for (const reference of [CADDY, TEXT]) putImage(project, reference);
  project.runtimes[0] = textRuntime('text', 'main.txt', '1.0.0', 'run');
  project.write('a', 'one');
});
afterEach(() => project.close());

/** A registry's image, as the engine has it. */
function putImage({ world }: Project, reference: string): void {
  const digests = [`${reference.replace(/:[^:/]+$/, '')}@sha256:${reference}`];
  world.images.set(`sha256:${reference}`, { id: `sha256:${reference}`, tags: [reference], digests, labels: {} });
}

/** The same recipes, with other keys. */
const upgrade = () => void (project.runtimes[0] = textRuntime('text', 'main.txt', '2.0.0', 'run'));
const containers = () => [...project.world.containers.keys()];
const builds = () => project.newEffects().filter((one) => /^(build|start|remove) /.test(one));

function recorded(): GenerationRecord {
  const [record] = project.world.databases.get(project.stateDb)?.generations.values() ?? [];
  if (record === undefined) throw new Error('nothing is recorded');
  return record;
}

test('adopts the container, records the new key, and finds nothing to do after that', async () => {
  await up(project.context());
  const [before, former] = [containers(), recorded()];
  upgrade();
  project.newEffects();
  expect((await check(project.context())).attention).toBe(0);
  expect((await up(project.context())).functions).toMatchObject([{ status: 'adopted', built: false }]);
  expect(builds()).toEqual([]);
  expect(containers()).toEqual(before);
  expect(recorded()).toMatchObject({ labelKey: former.recipeKey, imageId: former.imageId });
  expect(recorded().recipeKey).not.toBe(former.recipeKey);
  expect((await up(project.context())).functions).toMatchObject([{ status: 'unchanged' }]);
  expect(project.newEffects()).toEqual([]);
  expect((await check(project.context())).attention).toBe(0);
});

test('a second upgrade adopts again, and back to the first is no change at all', async () => {
  await up(project.context());
  const { recipeKey } = recorded();
  upgrade();
  await up(project.context());
  project.runtimes[0] = textRuntime('text', 'main.txt', '3.0.0', 'run');
  expect((await up(project.context())).functions).toMatchObject([{ status: 'adopted' }]);
  expect(recorded().labelKey).toBe(recipeKey);
  project.runtimes[0] = textRuntime('text', 'main.txt', '1.0.0', 'run');
  await up(project.context());
  expect(recorded()).not.toHaveProperty('labelKey');
});

test('words of a note are no part of the recipe', async () => {
  const [plain] = project.runtimes;
  if (plain === undefined) throw new Error('no runtime');
  await up(project.context());
  project.runtimes[0] = {
    ...textRuntime('text', 'main.txt', '2.0.0', 'run'),
    load: async () => {
      const handler = await plain.load();
      return { ...handler, recipe: (input) => ({ ...handler.recipe(input), notes: ['in other words'] }) };
    },
  };
  expect((await up(project.context())).functions).toMatchObject([{ status: 'adopted' }]);
});

test('an edit at the same time is built, under the new key', async () => {
  await up(project.context());
  upgrade();
  project.write('a', 'two');
  expect((await up(project.context())).functions).toMatchObject([{ status: 'updated', built: true }]);
  expect(recorded()).not.toHaveProperty('labelKey');
});

test('a runtime that is broken now does not hide behind the former image', async () => {
  await up(project.context());
  const good = textRuntime('text', 'main.txt');
  const loadAnother = async () => ({ ...(await good.load()), id: 'another' });
  project.runtimes[0] = { ...good, identity: 'runtime-text@2.0.0', load: loadAnother };
  expect((await up(project.context())).functions).toMatchObject([
    { status: 'failed', error: { code: 'runtime-broken' } },
  ]);
});

describe('with a lock file', () => {
  const lockOf = (digest: string): ImageLock => ({
    images: new Map([
      [TEXT, { digest, usedBy: ['a'] }],
      [CADDY, { digest: `sha256:${CADDY}`, usedBy: ['(router)'] }],
    ]),
  });
  const locked = (changes: { readonly digest?: string; readonly changedAt?: number } = {}) =>
    project.context({ lock: lockOf(changes.digest ?? `sha256:${TEXT}`), lockChangedAt: changes.changedAt });

  /** As an earlier version would have recorded it, without the pins. */
  function forgetPins(): void {
    const { pins: _, ...former } = recorded();
    project.world.databases.get(project.stateDb)?.generations.set('a', former);
  }

  test('the recorded pins are compared', async () => {
    await up(locked());
    upgrade();
    expect((await up(locked())).functions).toMatchObject([{ status: 'adopted' }]);
    project.world.images.set('sha256:other', {
      id: 'sha256:other',
      tags: [TEXT],
      digests: [`docker.io/library/text@sha256:other`],
      labels: {},
    });
    project.world.images.delete(`sha256:${TEXT}`);
    expect((await up(locked({ digest: 'sha256:other' }))).functions).toMatchObject([{ built: true }]);
  });

  test('where none are recorded, a lock file that is older than the build says them', async () => {
    await up(locked());
    forgetPins();
    upgrade();
    const { builtAt } = recorded();
    const outcome = await up(locked({ changedAt: builtAt }));
    expect(outcome.functions).toMatchObject([{ status: 'adopted', built: false }]);
    expect(recorded().pins).toEqual({ [TEXT]: `sha256:${TEXT}` });
  });

  test('one that was written since does not', async () => {
    await up(locked());
    forgetPins();
    upgrade();
    const outcome = await up(locked({ changedAt: recorded().builtAt + 1 }));
    expect(outcome.functions).toMatchObject([{ built: true }]);
  });
});

test('a bundle of it is good for another machine of the same version', async () => {
  await up(project.context());
  upgrade();
  await up(project.context());
  const path = `${project.functionsDir}/../b.tar`;
  await bundle(project.context(), { path, functions: [] });
  const there = makeProject();
  there.runtimes.splice(0, 1, ...project.runtimes);
  there.write('a', 'one');
  expect((await load(there.context(), path)).functions).toEqual([{ function: 'a', fit: 'ready' }]);
  expect((await up(there.context())).functions).toMatchObject([{ status: 'started', built: false }]);
  expect((await up(there.context())).functions).toMatchObject([{ status: 'unchanged' }]);
  there.close();
});
