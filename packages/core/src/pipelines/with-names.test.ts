/**
 * Several projects on one engine, none of which was given a name or a port: they come up side by
 * side, keep what they chose, and survive being moved, copied, deleted and cloned.
 */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PipelineContext } from '../contract/pipeline.js';
import type { NamesAndPorts, OpenSettings } from '../contract/settings.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { emptyWorld, type World } from '../fakes/world.js';
import { down } from './down.js';
import { downProject } from './down-project.js';
import { projects } from './projects.js';
import { up } from './up.js';
import { withNames } from './with-names.js';

const NONE: Record<keyof NamesAndPorts, undefined> = {
  network: undefined,
  caddyName: undefined,
  buildkitName: undefined,
  imagePrefix: undefined,
  httpPort: undefined,
  httpsPort: undefined,
};

let world: World;
let all: Project[];
beforeEach(() => {
  world = emptyWorld();
  all = [];
});
afterEach(() => all.forEach((one) => existsSync(dirname(one.functionsDir)) && one.close()));

function project(fn = 'web'): Project {
  const one = makeProject(world);
  one.write(fn, 'one');
  all.push(one);
  return one;
}

interface Where {
  readonly functionsDir: string;
  readonly stateDb: string;
}

/** Runs as a command does, with nothing given but `changes`; returns the settings that the run had. */
async function run(
  from: Project,
  work: (context: PipelineContext) => Promise<unknown>,
  changes: Partial<OpenSettings> = {},
): Promise<NamesAndPorts> {
  const context = from.context();
  let seen: NamesAndPorts | undefined;
  await withNames({ ...context, settings: { ...context.settings, ...NONE, ...changes } }, true, async (complete) => {
    const { network, caddyName, buildkitName, imagePrefix, httpPort, httpsPort } = complete.settings;
    seen = { network, caddyName, buildkitName, imagePrefix, httpPort, httpsPort };
    return await work(complete);
  });
  if (seen === undefined) throw new Error('not run');
  return seen;
}
const runUp = (from: Project, changes: Partial<OpenSettings> = {}) => run(from, up, changes);
const runDown = (from: Project, force = false) => run(from, (context) => down(context, { names: [], force }));
const at = (dir: string): Where => ({ functionsDir: join(dir, 'functions'), stateDb: join(dir, '.smolfaas') });
const listed = (from: Project) => projects(from.context());
const notes = (from: Project) =>
  from.events.splice(0).flatMap((event) => (event.type === 'note' ? event.notice.code : []));
const rootOf = (one: Project) => dirname(one.functionsDir);

test('three projects have three sets of names and ports, and keep them', async () => {
  const [a, b, c] = [project(), project(), project()];
  const first = await runUp(a);
  expect([first.network, first.httpPort, first.httpsPort, notes(a)]).toEqual(['smolfaas', 80, 443, []]);
  const second = await runUp(b);
  expect([second.httpPort, second.httpsPort, notes(b)]).toEqual([8080, 8443, ['names-chosen', 'ports-chosen']]);
  const third = await runUp(c);
  expect([third.httpPort, third.httpsPort]).toEqual([8081, 8444]);
  expect(
    new Set([first, second, third].flatMap(({ network, caddyName, imagePrefix }) => [network, caddyName, imagePrefix]))
      .size,
  ).toBe(9);
  world.effects.splice(0);
  expect([await runUp(a), await runUp(b), await runUp(c)]).toEqual([first, second, third]);
  // The engine in memory has one table of routes for all routers.
  expect([world.effects.filter((effect) => !effect.startsWith('push')), notes(b)]).toEqual([[], []]);
  expect(await listed(a)).toMatchObject(
    [a, b, c]
      .map(({ functionsDir }) => ({ functionsDir, state: 'up' }))
      .toSorted((x, y) => (x.functionsDir < y.functionsDir ? -1 : 1)),
  );
});

test('a run whose names and ports are recorded does not query the engine for them', async () => {
  const a = project();
  await runUp(a);
  const { engine, settings, ...rest } = a.context();
  const deaf = { ...engine, observe: () => Promise.reject(new Error('queried')) };
  const open = { ...rest, engine: deaf, settings: { ...settings, ...NONE } };
  expect(await withNames(open, true, async (context) => context.settings.httpPort)).toBe(80);
});

test('down of one leaves the others, and its ports are free for the next one', async () => {
  const [a, b, c] = [project(), project(), project()];
  await runUp(a);
  const second = await runUp(b);
  await runDown(a);
  expect(await runUp(c)).toMatchObject({ httpPort: 80, httpsPort: 443 });
  expect(await runUp(b)).toEqual(second);
  notes(a);
  expect(await runUp(a)).toMatchObject({ network: 'smolfaas', httpPort: 8081, httpsPort: 8444 });
  expect(notes(a)).toEqual(['ports-chosen']);
  expect(await runUp(a)).toMatchObject({ httpPort: 8081 });
});

test('after down --force of the first, the next one has its names', async () => {
  const [a, b] = [project(), project()];
  await runUp(a);
  await runDown(a, true);
  expect(await runUp(b)).toMatchObject({ network: 'smolfaas', httpPort: 80 });
});

test('a program on port 80 is named once, and never again', async () => {
  world.heldPorts.set('127.0.0.1 80', { process: 'nginx', pid: 1 });
  const a = project();
  expect(await runUp(a)).toMatchObject({ network: 'smolfaas', httpPort: 8080, httpsPort: 8443 });
  expect(notes(a)).toEqual(['ports-chosen']);
  world.heldPorts.clear();
  expect(await runUp(a)).toMatchObject({ httpPort: 8080 });
  expect(notes(a)).toEqual([]);
});

test('a given port that is in use stays an error', async () => {
  world.heldPorts.set('127.0.0.1 80', { process: 'nginx', pid: 1 });
  await expect(runUp(project(), { httpPort: 80 })).rejects.toMatchObject({ code: 'port-taken' });
});

test('given names and ports are not recorded: without them, the project is as it would have been', async () => {
  const a = project();
  await runUp(a, { network: 'net', httpPort: 9080 });
  expect(world.databases.get(a.stateDb)?.chosen).toEqual({
    caddyName: 'smolfaas-router',
    buildkitName: 'smolfaas-buildkitd',
    imagePrefix: 'smolfaas-func',
    httpsPort: 443,
  });
});

test('the loser of a race for the names goes on with others', async () => {
  const [a, b] = [project(), project()];
  let started = false;
  world.onEffect = (text) => {
    if (text !== 'network smolfaas' || started) return;
    started = true; // Another project creates its network right before this one.
    world.networks.set('theirs', { id: 'theirs', name: 'smolfaas', labels: { 'dev.smolfaas.project': 'x' } });
    throw Object.assign(new Error(), { name: 'SmolfaasError', code: 'project-conflict', facts: { otherDir: '/x' } });
  };
  const names = await runUp(a);
  expect(names.network).toMatch(/^smolfaas-smolfaas-[0-9a-f]{4}$/);
  expect(world.databases.get(a.stateDb)?.chosen.network).toBe(names.network);
  expect((await runUp(b)).network).not.toBe(names.network);
});

describe('a directory', () => {
  test('that is deleted and cloned again at its path is the same project', async () => {
    const [a, b] = [project(), project()];
    await runUp(a);
    const before = await runUp(b);
    rmSync(rootOf(b), { recursive: true });
    world.databases.delete(b.stateDb);
    mkdirSync(rootOf(b));
    b.write('web', 'one');
    world.effects.splice(0);
    expect(await runUp(b)).toEqual(before);
    expect(world.effects.filter((effect) => !effect.startsWith('db'))).toEqual([]);
  });

  test('that is moved with its database is the same project', async () => {
    const [a, b] = [project(), project()];
    await runUp(a);
    const before = await runUp(b);
    const elsewhere = `${rootOf(b)}-moved`;
    renameSync(rootOf(b), elsewhere);
    world.databases.set(at(elsewhere).stateDb, world.databases.get(b.stateDb) ?? never());
    world.databases.delete(b.stateDb);
    expect(await runUp(b, at(elsewhere))).toEqual(before);
    expect((await listed(a)).map(({ functionsDir, gone }) => [functionsDir, gone])).toContainEqual([
      at(elsewhere).functionsDir,
      false,
    ]);
    rmSync(elsewhere, { recursive: true });
  });

  test('that is moved, and then cloned where it was while it is down, shares no id with the clone', async () => {
    const a = project();
    await runUp(a);
    const elsewhere = `${rootOf(a)}-moved`;
    renameSync(rootOf(a), elsewhere);
    world.databases.set(at(elsewhere).stateDb, world.databases.get(a.stateDb) ?? never());
    world.databases.delete(a.stateDb);
    await runUp(a, at(elsewhere));
    await run(a, (context) => down(context, { names: [], force: false }), at(elsewhere));
    mkdirSync(rootOf(a));
    a.write('web', 'one');
    await runUp(a);
    await runUp(a, at(elsewhere));
    const both = await listed(a);
    expect(both.map(({ functionsDir, state }) => [functionsDir, state])).toEqual([
      [at(elsewhere).functionsDir, 'up'],
      [a.functionsDir, 'up'],
    ]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    rmSync(elsewhere, { recursive: true });
  });

  test('that is copied with its database becomes a project of its own', async () => {
    const a = project();
    await runUp(a);
    const copy = `${rootOf(a)}-copy`;
    cpSync(rootOf(a), copy, { recursive: true });
    const database = world.databases.get(a.stateDb) ?? never();
    world.databases.set(at(copy).stateDb, { ...database, generations: new Map(database.generations) });
    notes(a);
    const names = await runUp(a, at(copy));
    expect(names).toMatchObject({ network: expect.stringMatching(/^smolfaas-/), httpPort: 8080 });
    expect(notes(a)).toContain('state-copied');
    expect(new Set((await listed(a)).map(({ id }) => id)).size).toBe(2);
    await run(a, (context) => down(context, { names: [], force: true }), at(copy));
    expect((await listed(a)).map(({ functionsDir }) => functionsDir)).toEqual([a.functionsDir]);
    world.effects.splice(0);
    await runUp(a);
    expect(world.effects.filter((effect) => /^(build|start|router|network|remove)/.test(effect))).toEqual([]);
    rmSync(copy, { recursive: true });
  });

  test('that is gone and cloned elsewhere leaves a project, which the clone names once', async () => {
    const [a, b] = [project(), project()];
    await runUp(a);
    rmSync(rootOf(a), { recursive: true });
    world.databases.delete(a.stateDb);
    expect((await runUp(b)).network).not.toBe('smolfaas');
    expect(notes(b)).toEqual(['names-chosen', 'ports-chosen', 'project-gone']);
    await runUp(b);
    expect(notes(b)).toEqual([]);
    const [gone] = (await listed(b)).filter((one) => one.gone);
    const wanted = gone?.id.slice(0, 8) ?? '';
    await downProject(b.context(), { wanted, path: '/nowhere', force: true });
    expect((await listed(b)).map(({ functionsDir }) => functionsDir)).toEqual([b.functionsDir]);
    expect(
      [...world.volumes.keys(), ...[...world.networks.values()].map(({ name }) => name)].filter((name) =>
        /^smolfaas(-router-data)?$/.test(name),
      ),
    ).toEqual([]);
  });

  test('that shares a database with another one is refused', async () => {
    const [a, b] = [project(), project()];
    await runUp(a);
    await expect(runUp(b, { stateDb: a.stateDb })).rejects.toMatchObject({
      code: 'state-of-other-project',
      facts: { otherDir: a.functionsDir },
    });
  });
});

describe('down --project', () => {
  test('takes an id, a name, a network or a directory, and leaves the others', async () => {
    const [a, b] = [project(), project()];
    await runUp(a);
    const { network } = await runUp(b, { name: 'shop' });
    for (const wanted of ['shop', network, b.functionsDir, rootOf(b)]) {
      await downProject(a.context(), { wanted, path: wanted, force: false });
      expect((await listed(a)).map(({ functionsDir, state }) => [functionsDir, state])).toEqual(
        expect.arrayContaining([
          [a.functionsDir, 'up'],
          [b.functionsDir, 'down'],
        ]),
      );
      await runUp(b, { name: 'shop' });
    }
    await downProject(a.context(), { wanted: 'shop', path: '/shop', force: true });
    expect(world.databases.has(b.stateDb)).toBe(false);
  });

  test('after a plain down, and without its database, removes images under its own prefix only', async () => {
    const [a, b] = [project('web'), project('api')];
    await runUp(b, { imagePrefix: 'own', network: 'own-net', caddyName: 'own-caddy' });
    await runUp(a);
    await run(b, (context) => down(context, { names: [], force: false }), { imagePrefix: 'own', network: 'own-net' });
    await run(a, (context) => down(context, { names: [], force: false }));
    world.networks.forEach(({ name }, id) => name === 'smolfaas' && world.networks.delete(id));
    world.volumes.forEach((_, name) => name.startsWith('smolfaas') && world.volumes.delete(name));
    for (const one of [a, b]) world.databases.delete(one.stateDb);
    const tags = () =>
      [...world.images.values()].flatMap((image) => image.tags).filter((tag) => /-(?:web|api):/.test(tag));
    expect(tags().some((tag) => tag.startsWith('own-api:'))).toBe(true);
    await downProject(a.context(), { wanted: b.functionsDir, path: b.functionsDir, force: true });
    expect(tags().map((tag) => tag.replace(/:.*/, ''))).toEqual(expect.arrayContaining(['smolfaas-func-web']));
    expect(tags().some((tag) => tag.startsWith('own-api:'))).toBe(false);
  });

  test('refuses what is no project, and what could be several', async () => {
    const [a, b] = [project(), project()];
    await runUp(a, { name: 'shop' });
    await runUp(b);
    const facts = {
      wanted: 'nosuch',
      known: expect.arrayContaining([expect.objectContaining({ functionsDir: b.functionsDir })]),
    };
    await expect(downProject(a.context(), { wanted: 'nosuch', path: '/nosuch', force: true })).rejects.toMatchObject({
      code: 'unknown-project',
      facts,
    });
    for (const network of world.networks.values())
      Object.assign(network, { labels: { ...network.labels, 'dev.smolfaas.name': 'twin' } });
    for (const router of world.containers.values())
      delete (router.labels as Record<string, string>)['dev.smolfaas.name'];
    await expect(downProject(a.context(), { wanted: 'twin', path: '/twin', force: true })).rejects.toMatchObject({
      code: 'ambiguous-project',
    });
    expect((await listed(a)).map(({ state }) => state)).toEqual(['up', 'up']);
  });
});

test('two projects with one name: the second is refused, and nothing changes', async () => {
  const [a, b] = [project(), project()];
  await runUp(a, { name: 'shop' });
  world.effects.splice(0);
  await expect(runUp(b, { name: 'shop' })).rejects.toMatchObject({
    code: 'project-name-taken',
    facts: { name: 'shop', otherDir: a.functionsDir },
  });
  expect([world.effects, world.databases.has(b.stateDb)]).toEqual([[], false]);
});

function never(): never {
  throw new Error('no database');
}
