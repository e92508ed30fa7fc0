/**
 * Old images in an in-memory engine: what `up` removes by itself, what `prune` removes, and what
 * both keep.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { diskUsage } from './disk-usage.js';
import { down } from './down.js';
import { prune, type PruneRequest } from './prune.js';
import { up } from './up.js';

let project: Project;

beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

/** Deploys this many versions of `a`, one after the other. */
async function versions(count: number, keepImages: number): Promise<void> {
  for (let version = 1; version <= count; version++) {
    project.write('a', `version ${version}`);
    await up(project.context({ keepImages }));
  }
  project.newEffects();
}

const run = (changes: Partial<PruneRequest> = {}, keepImages = 2) =>
  prune(project.context({ keepImages }), { all: false, dryRun: false, ...changes });
const images = () => project.world.images.size;

test('up keeps the image that runs and so many former ones', async () => {
  await versions(5, 2);
  expect(images()).toBe(3);
  await up(project.context({ keepImages: 2 }));
  expect(project.newEffects()).toEqual([]);
});

test('up removes nothing of a function that failed', async () => {
  await versions(3, 2);
  project.world.brokenBuilds.add('a');
  project.write('a', 'broken');
  await up(project.context({ keepImages: 0 }));
  expect(images()).toBe(3);
});

test('the next up after a smaller limit removes what is beyond it', async () => {
  await versions(4, 9);
  await up(project.context({ keepImages: 0 }));
  expect(images()).toBe(1);
  expect((await check(project.context())).attention).toBe(0);
});

test('prune removes what is beyond the limit; up finds nothing to do after it', async () => {
  await versions(4, 9);
  const outcome = await run({}, 1);
  expect(outcome).toMatchObject({ dryRun: false, freed: 2000, failures: [] });
  expect(outcome.images).toHaveLength(2);
  expect(images()).toBe(2);
  project.newEffects();
  await up(project.context({ keepImages: 1 }));
  expect(project.newEffects()).toEqual([]);
});

test('a dry run says the same, changes nothing and waits for nobody', async () => {
  await versions(4, 9);
  project.world.locks.set(project.stateDb, { pid: 1, verb: 'up', since: 0 });
  const said = await run({ dryRun: true }, 1);
  expect(project.newEffects()).toEqual([]);
  project.world.locks.clear();
  expect(await run({}, 1)).toEqual({ ...said, dryRun: false });
});

test('after down, the recorded image stays, also with --all: the next up starts it', async () => {
  await versions(3, 9);
  await down(project.context(), { names: [], force: false });
  await run({ all: true });
  expect(images()).toBe(1);
  expect(await up(project.context())).toMatchObject({ functions: [{ status: 'started', built: false }] });
});

test('a limit of size takes former images', async () => {
  await versions(4, 9);
  await run({ maxBytes: 2500 }, 9);
  expect(images()).toBe(2);
});

test('an image of a function whose directory and record are gone goes', async () => {
  await versions(1, 9);
  project.write('b', 'one');
  await up(project.context());
  project.drop('a');
  await down(project.context(), { names: ['a'], force: false });
  expect((await run()).images).toMatchObject([{ function: 'a' }]);
  expect(images()).toBe(1);
});

test('up keeps so many images of removed functions, those of all together, and prune none', async () => {
  for (const fn of ['a', 'b', 'c', 'd']) project.write(fn, 'one');
  await up(project.context());
  for (const fn of ['a', 'b', 'c']) project.drop(fn);
  await up(project.context({ removeOrphans: true }));
  expect(images()).toBe(3);
  project.newEffects();
  await up(project.context());
  expect(project.newEffects()).toEqual([]);
  expect((await run()).images).toHaveLength(2);
  expect(images()).toBe(1);
});

test('up reuses an image that no living project has, and keeps it within the limit', async () => {
  const { world } = project;
  await versions(1, 2);
  const kept = structuredClone([...world.images.values()]);
  await down(project.context(), { names: [], force: true });
  for (const image of kept) world.images.set(image.id, image);
  expect((await up(project.context())).functions).toMatchObject([{ status: 'started', built: false }]);
  expect((await check(project.context())).attention).toBe(0);
  project.newEffects();
  await up(project.context());
  expect(project.newEffects()).toEqual([]);
  expect((await diskUsage(project.context(), [])).functions).toMatchObject([{ name: 'a', images: 1 }]);
  await versions(4, 2);
  expect(images()).toBe(3);
  await down(project.context(), { names: [], force: true });
  expect(images()).toBe(0);
});

test("images of others, of bases, and with a name of somebody's own stay", async () => {
  await versions(3, 9);
  const { world } = project;
  const [named] = [...world.images.values()].filter(({ tags }) => !tags.some((tag) => tag.endsWith(':latest')));
  if (named) named.tags = [...named.tags, 'registry.example/mine:1'];
  world.images.set('foreign', { id: 'foreign', tags: ['smolfaas-func-a:0123456789ab'], labels: {} });
  await run({ all: true });
  expect(world.images.has('foreign')).toBe(true);
  expect(world.images.has(named?.id ?? '')).toBe(true);
  expect(images()).toBe(3);
});

test('without a project there is nothing to remove, and nothing to measure', async () => {
  expect(await run()).toEqual({ dryRun: false, images: [], freed: 0, failures: [] });
  expect(await diskUsage(project.context(), [])).toMatchObject({ functions: [], total: 0 });
});

test('du counts the images of each function and what prune would free, and changes nothing', async () => {
  await versions(3, 9);
  const usage = await diskUsage(project.context({ keepImages: 1 }), []);
  expect(usage).toMatchObject({ functions: [{ name: 'a', images: 3, bytes: 3000, reclaimable: 1000 }], total: 3000 });
  expect(project.newEffects()).toEqual([]);
});

test('the cache of our own builder is counted, and pruned within the same limits; the engine’s is not', async () => {
  const builder = { kind: 'container' } as const;
  const ask = (changes: Partial<PruneRequest>) =>
    prune(project.context({ builder }), { all: false, dryRun: false, ...changes });
  for (const version of ['one', 'two', 'three']) {
    project.write('a', version);
    await up(project.context({ builder }));
  }
  expect(await diskUsage(project.context({ builder }), [])).toMatchObject({ builderCache: 300, total: 3300 });
  expect(await ask({})).toMatchObject({ cache: 0 });
  expect(await ask({ dryRun: true, all: true })).not.toHaveProperty('cache');
  expect(await ask({ maxBytes: 120 })).toMatchObject({ cache: 180 });
  expect(await ask({ all: true })).toMatchObject({ cache: 120 });
  expect(await diskUsage(project.context({ builder }), [])).toMatchObject({ builderCache: 0 });
});

test('a builder that today’s settings would make anew is counted and pruned as it is', async () => {
  project.write('a', 'one');
  await up(project.context({ builder: { kind: 'container' } }));
  project.newEffects();
  const others = { builder: { kind: 'engine' }, bases: { buildkitd: 'another/buildkit:1' } } as const;
  expect(await diskUsage(project.context(others), [])).toMatchObject({ builderCache: 100 });
  expect(await prune(project.context(others), { all: true, dryRun: false })).toMatchObject({ cache: 100 });
  expect(project.newEffects()).toEqual(['prune builder cache']);
});

test('a builder that does not run is not started for it', async () => {
  const builder = { kind: 'container' } as const;
  project.write('a', 'one');
  await up(project.context({ builder }));
  await down(project.context({ builder }), { names: [], force: false });
  project.newEffects();
  const outcome = await prune(project.context({ builder }), { all: true, dryRun: false });
  expect(outcome).not.toHaveProperty('cache');
  expect(project.newEffects()).toEqual([]);
});
