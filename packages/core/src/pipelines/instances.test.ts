/**
 * Functions with several instances: whole generations start, serve and are removed together.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codedText } from '../fakes/coded-text.test.fixture.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { down } from './down.js';
import { up } from './up.js';

let project: Project;
beforeEach(() => {
  project = makeProject();
  project.write('a', 'one');
});
afterEach(() => project.close());

const replicas = (count: number) => project.context({ functions: new Map([['a', { settings: {}, replicas: count }]]) });
const statusWith = async (count: number) => (await up(replicas(count))).functions.map(({ status }) => status);
const names = () => [...project.world.containers.values()].map(({ name }) => name.replace('smolfaas-func-', '')).sort();
const routes = () => project.world.routes?.table.routes.length;

test('all instances start beside each other under one address, and one route reaches them', async () => {
  expect(await statusWith(3)).toEqual(['started']);
  expect(names()).toEqual(['a', 'a.2', 'a.3', 'smolfaas-router']);
  const aliases = [...project.world.containers.values()].flatMap((one) =>
    one.name.includes('-a') ? [one.aliases[0]] : [],
  );
  expect(new Set(aliases).size).toBe(1);
  expect(routes()).toBe(1);
  project.newEffects();
  expect(await statusWith(3)).toEqual(['unchanged']);
  expect(project.newEffects()).toEqual([]);
  expect((await check(replicas(3))).attention).toBe(0);
});

test('1, 3, 1: each time a whole new generation is switched to before the old one leaves, and nothing is built', async () => {
  await up(replicas(1));
  project.newEffects();
  expect(await statusWith(3)).toEqual(['updated']);
  const grown = project.newEffects().filter((one) => /^(build|start|push|remove) /.test(one));
  expect(grown.map((one) => one.replaceAll('smolfaas-func-', ''))).toEqual([
    'start a.g2',
    'start a.g2.2',
    'start a.g2.3',
    'push a->a.g2',
    'remove a',
  ]);
  expect(await statusWith(1)).toEqual(['updated']);
  const shrunk = project.newEffects().filter((one) => /^(build|start|push|remove) /.test(one));
  expect(shrunk.slice(0, 2).map((one) => one.replaceAll('smolfaas-func-', ''))).toEqual(['start a.g3', 'push a->a.g3']);
  expect(names()).toEqual(['a', 'smolfaas-router']);
});

test('one that exits: check says how many are left, and the next up brings a whole generation', async () => {
  await up(replicas(3));
  const second = [...project.world.containers.values()].find(({ name }) => name.endsWith('a.2'));
  if (second === undefined) throw new Error('no second instance');
  second.state = 'exited';
  const [one] = (await check(replicas(3))).functions;
  expect(one?.findings.filter(({ ok }) => !ok).map(codedText)).toEqual([
    'too-few-instances running=2 wanted=3',
    'left-over name=smolfaas-func-a.2',
  ]);
  expect(await statusWith(3)).toEqual(['updated']);
  expect(names()).toEqual(['a', 'a.2', 'a.3', 'smolfaas-router']);
});

test('a version that does not answer leaves none of its instances, and the former one serves', async () => {
  await up(replicas(2));
  project.write('a', 'two');
  project.world.behaviours.set('a', 'silent');
  const outcome = await up(replicas(2));
  expect(outcome.functions).toMatchObject([{ status: 'failed', error: { code: 'not-ready' } }]);
  expect(names()).toEqual(['a', 'a.2', 'smolfaas-router']);
});

test('the record knows each of them, and down removes them all', async () => {
  await up(replicas(2));
  const [record] = project.world.databases.get(project.stateDb)?.generations.values() ?? [];
  expect(record).toMatchObject({ instances: 2, ready: [{ instance: 1 }, { instance: 2 }] });
  await down(replicas(2), { names: ['a'], force: false });
  expect(names()).toEqual(['smolfaas-router']);
});

test('where names are fixed, generations keep theirs, and nothing is put in order', async () => {
  project.world.fixedNames = true;
  await up(replicas(2));
  project.write('a', 'two');
  expect(await statusWith(2)).toEqual(['updated']);
  expect(names()).toEqual(['a.g2', 'a.g2.2', 'smolfaas-router']);
  project.newEffects();
  expect(await statusWith(2)).toEqual(['unchanged']);
  expect(project.newEffects()).toEqual([]);
  expect((await check(replicas(2))).attention).toBe(0);
  project.write('a', 'three');
  expect(await statusWith(2)).toEqual(['updated']);
  expect(names()).toEqual(['a.g3', 'a.g3.2', 'smolfaas-router']);
});
