/**
 * `down` with the in-memory engine: what is removed, what is kept, and what is never touched.
 */
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LABEL } from '../contract/labels.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { down } from './down.js';
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

const run = (names: readonly string[], force = false) => down(project.context(), { names, force });
const names = () => [...project.world.containers.values()].map(({ name }) => name).sort();

describe('without names', () => {
  test('removes functions, then the router; everything else stays', async () => {
    const { removed, failures } = await run([]);
    expect(removed.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'container smolfaas-func-a',
      'container smolfaas-func-b',
      'container smolfaas-router',
    ]);
    expect(failures).toEqual([]);
    expect(project.newEffects().at(-1)).toBe('remove smolfaas-router');
    expect([project.world.images.size, project.world.networks.size, project.world.volumes.size]).toEqual([2, 1, 1]);
    expect(project.world.databases.get(project.stateDb)?.generations.size).toBe(2);
  });

  test('twice is fine', async () => {
    await run([]);
    expect(await run([])).toEqual({ removed: [], failures: [] });
  });

  test('works from labels when the database is gone, and makes no new one', async () => {
    project.world.databases.clear();
    await run([]);
    expect(names()).toEqual([]);
    expect(project.world.databases.size).toBe(0);
  });
});

test('works when the whole functions directory is gone', async () => {
  rmSync(project.functionsDir, { recursive: true });
  expect((await run([])).removed).toHaveLength(3);
});

describe('with names', () => {
  test('takes the routes away first; record and image stay', async () => {
    await run(['a']);
    expect(project.newEffects()).toEqual(['push b->smolfaas-func-b.g1', 'remove smolfaas-func-a']);
    expect(project.world.images.size).toBe(2);
  });

  test('forgets a function whose directory is gone', async () => {
    project.drop('a');
    await run(['a']);
    expect(project.newEffects().at(-1)).toBe('db forget a');
  });

  test('refuses unknown ones, tells the known ones, and does nothing', async () => {
    await expect(run(['a', 'ghost'])).rejects.toMatchObject({
      code: 'unknown-function',
      facts: { names: ['ghost'], known: ['a', 'b'] },
    });
    expect(project.newEffects()).toEqual([]);
  });
});

describe('with force', () => {
  test('leaves nothing of ours, and everything of others', async () => {
    project.world.images.set('base', { id: 'base', tags: ['text:1'], labels: {} });
    project.world.images.set('theirs', {
      id: 'theirs',
      tags: ['x:1'],
      labels: { [LABEL.project]: 'p', [LABEL.function]: 'a' },
    });
    project.world.volumes.set('other', { name: 'other', labels: {} });
    const { failures } = await run([], true);
    expect(failures).toEqual([]);
    expect(names()).toEqual([]);
    expect([...project.world.images.keys()]).toEqual(['base', 'theirs']);
    expect([...project.world.volumes.keys()]).toEqual(['other']);
    expect([project.world.networks.size, project.world.databases.size]).toEqual([0, 0]);
  });

  test('works without a database, and a second time', async () => {
    project.world.databases.clear();
    await run([], true);
    expect([project.world.images.size, project.world.networks.size]).toEqual([0, 0]);
    expect(await run([], true)).toEqual({ removed: [], failures: [] });
    expect(project.world.locks.size).toBe(0);
  });

  test('leaves the network to a guest, names the guest, and removes the rest', async () => {
    project.world.containers.set('guest', {
      id: 'guest',
      name: 'guest',
      aliases: ['guest'],
      state: 'running',
      imageId: 'i',
      labels: {},
      networks: ['smolfaas'],
      ports: [],
    });
    const { failures } = await run([], true);
    expect(failures).toMatchObject([{ code: 'removal-blocked', facts: { name: 'smolfaas', blockers: ['guest'] } }]);
    expect(names()).toEqual(['guest']);
    expect([project.world.networks.size, project.world.images.size, project.world.databases.size]).toEqual([1, 0, 0]);
  });

  test('removes what is its own beside a project that has the same names, and nothing of that one', async () => {
    const theirs = makeProject(project.world);
    const own = {
      imagePrefix: 'theirs',
      caddyName: 'their-router',
      network: 'theirs',
      httpPort: 8080,
      httpsPort: 8443,
    };
    theirs.write('b', 'theirs');
    await up(theirs.context(own));
    const router = [...project.world.containers.values()].find(({ name }) => name === 'their-router');
    if (router === undefined) throw new Error('no router');
    await run([]);
    router.name = 'smolfaas-router';
    await expect(up(project.context())).rejects.toMatchObject({ code: 'project-conflict' });
    const { removed } = await run([], true);
    expect(removed.map(({ kind, name }) => `${kind} ${name.replace(/:[0-9a-f]{12}$/, '')}`)).toEqual(
      expect.arrayContaining(['image smolfaas-func-a', 'network smolfaas', 'volume smolfaas-router-data']),
    );
    expect(names()).toEqual(['smolfaas-router', 'theirs-b']);
    expect([...project.world.networks.values()].map(({ name }) => name)).toEqual(['theirs']);
    await expect(run([])).rejects.toMatchObject({ code: 'project-conflict' });
    theirs.close();
  });

  test('of a directory that is gone, without its database: removes what names the directory, and not the database of the directory it was started in', async () => {
    rmSync(project.functionsDir, { recursive: true });
    const here = makeProject(project.world);
    here.write('c', 'here');
    const { functionsDir } = project;
    await expect(up(here.context())).rejects.toMatchObject({
      code: 'project-conflict',
      facts: { otherDir: functionsDir, gone: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    await down(here.context({ functionsDir }), { names: [], force: true });
    expect(names()).toEqual([]);
    expect([project.world.networks.size, project.world.volumes.size, project.world.images.size]).toEqual([0, 0, 0]);
    await up(here.context());
    expect(await down(here.context({ functionsDir }), { names: [], force: true })).toEqual({
      removed: [],
      failures: [],
      keepsState: true,
    });
    expect(project.world.databases.get(here.stateDb)?.generations.size).toBe(1);
    expect(names()).toEqual(['smolfaas-func-c', 'smolfaas-router']);
    here.close();
  });

  test('removes images under its names that no living project has, and leaves those of a living one', async () => {
    const image = (id: string, owner: string) => ({
      id,
      tags: [`smolfaas-func-${id}:0123456789ab`],
      labels: { [LABEL.project]: owner, [LABEL.function]: id },
    });
    for (const one of [image('x', 'dead'), image('y', 'living')]) project.world.images.set(one.id, one);
    project.world.volumes.set('v', { name: 'v', labels: { [LABEL.project]: 'living' } });
    await run([], true);
    expect([...project.world.images.keys()]).toEqual(['y']);
  });

  test('takes no names', async () => {
    await expect(run(['a'], true)).rejects.toMatchObject({ code: 'force-with-names' });
  });
});

test('of a directory that never was is a usage error', async () => {
  const context = project.context({ functionsDir: '/nowhere/functions', stateDb: '/nowhere/.smolfaas' });
  await expect(down(context, { names: [], force: false })).rejects.toMatchObject({ code: 'functions-dir-missing' });
});
