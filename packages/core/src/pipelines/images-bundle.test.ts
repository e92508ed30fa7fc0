/**
 * From one in-memory engine to another: what a bundle carries, and what fits there.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { down } from './down.js';
import { bundle } from './images-bundle.js';
import { load } from './images-load.js';
import { pull } from './images-pull.js';
import { up } from './up.js';

const CADDY = 'docker.io/library/caddy:2.11.4';
const TEXT = 'docker.io/library/text:1';
let here: Project;
let there: Project;
let path: string;

beforeEach(async () => {
  here = makeProject();
  there = makeProject();
  path = join(here.functionsDir, '..', 'b.tar');
  for (const reference of [CADDY, TEXT]) {
    here.world.registry.set(reference, { id: `sha256:${reference}`, tags: [reference], digests: [], labels: {} });
  }
  here.write('a', '1');
  here.write('b', '1');
  there.write('a', '1');
  there.write('b', '2');
  await pull(here.context(), { references: [], update: false });
  await up(here.context());
});
afterEach(() => {
  here.close();
  there.close();
});

describe('a bundle', () => {
  it('carries bases and functions, and what was built there runs here without a build', async () => {
    const written = await bundle(here.context(), { path, functions: [] });
    expect(written).toMatchObject({ images: [CADDY, TEXT], functions: ['a', 'b'] });
    const loaded = await load(there.context({ imagePrefix: 'mine' }), path);
    expect(loaded.functions).toEqual([
      { function: 'a', fit: 'ready' },
      { function: 'b', fit: 'source' },
    ]);
    const { functions } = await up(there.context({ imagePrefix: 'mine', offline: true }));
    expect(functions).toMatchObject([
      { function: 'a', status: 'started', built: false },
      { function: 'b', status: 'started', built: true },
    ]);
    const again = await up(there.context({ imagePrefix: 'mine', offline: true }));
    expect(again.functions.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
  });

  it('leaves no image of a function behind after down --force; bases stay', async () => {
    await bundle(here.context(), { path, functions: [] });
    await load(there.context(), path);
    await up(there.context({ offline: true }));
    await down(there.context(), { names: [], force: true });
    const tags = [...there.world.images.values()].flatMap((image) => image.tags);
    expect(tags.filter((tag) => /smolfaas-func-a|loaded\/a/.test(tag))).toEqual([]);
    expect(tags).toEqual(expect.arrayContaining([CADDY, TEXT]));
  });

  it('may be of some functions only, and says so about those it does not know', async () => {
    expect((await bundle(here.context(), { path, functions: ['b'] })).functions).toEqual(['b']);
    rmSync(there.functionsDir, { recursive: true });
    expect((await load(there.context(), path)).functions).toEqual([{ function: 'b', fit: 'absent' }]);
    await expect(bundle(here.context(), { path, functions: ['ghost'] })).rejects.toMatchObject({
      code: 'unknown-function',
    });
  });

  it('is refused for another platform, before the engine gets any of it', async () => {
    await bundle(here.context(), { path, functions: [] });
    const context = there.context();
    const observe = async (...args: Parameters<typeof context.engine.observe>) => {
      const observed = await context.engine.observe(...args);
      return { ...observed, engine: { ...observed.engine, platform: { os: 'linux', architecture: 'riscv64' } } };
    };
    const elsewhere = { ...context, engine: { ...context.engine, observe } };
    await expect(load(elsewhere, path)).rejects.toMatchObject({ code: 'bundle-other-platform' });
    expect(there.newEffects()).toEqual([]);
  });

  it('needs every image: of the present source, and of what it is built from', async () => {
    here.write('a', '2');
    await expect(bundle(here.context(), { path, functions: [] })).rejects.toMatchObject({
      code: 'functions-not-built',
      facts: { functions: ['a'] },
    });
    here.world.images.delete(`sha256:${TEXT}`);
    await expect(bundle(here.context(), { path, functions: ['b'] })).rejects.toMatchObject({ code: 'images-missing' });
  });
});

it("another project's image is not taken because it is alike: only one that was loaded is", async () => {
  for (const image of here.world.images.values()) there.world.images.set(image.id, image);
  const { functions } = await up(there.context({ imagePrefix: 'mine' }));
  expect(functions).toMatchObject([
    { function: 'a', built: true },
    { function: 'b', built: true },
  ]);
});
