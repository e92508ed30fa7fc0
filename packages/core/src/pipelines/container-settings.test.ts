/**
 * Settings of functions' containers in whole runs: each changes only the container, `check` finds it
 * before, and the plan names it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PipelineContext, ServedSecret } from '../contract/pipeline.js';
import type { FunctionChoice, Settings } from '../contract/settings.js';
import { makeProject, type Project } from '../fakes/context.test.fixture.js';
import { check } from './check.js';
import { up } from './up.js';

type Choice = Omit<FunctionChoice, 'settings'>;

let project: Project;
let variables: Record<string, string>;
beforeEach(() => {
  project = makeProject();
  variables = {};
  project.write('a', 'one');
  project.write('b', 'one');
  project.world.networks.set('db', { id: 'db', name: 'db', labels: {} });
});
afterEach(() => project.close());

const path = (name: string): string => join(dirname(project.functionsDir), name);

function writeText(name: string, text: string): string {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
  return path(name);
}

function contextOf(a: Choice, changes: Partial<Settings> = {}): PipelineContext {
  const functions = new Map([['a', { settings: {}, ...a }]]);
  return project.context({ functions, host: { ca: new Uint8Array([1]), variables }, ...changes });
}

async function run(a: Choice, changes: Partial<Settings> = {}) {
  project.events.splice(0);
  const { functions } = await up(contextOf(a, changes));
  const plan = project.events.find((event) => event.type === 'plan' && event.function === 'a');
  const reasons = plan?.type === 'plan' ? plan.reasons : [];
  return { statuses: functions.map(({ status, built }) => `${status}${built ? ', built' : ''}`), reasons };
}

async function drift(a: Choice) {
  const { functions } = await check(contextOf(a));
  return functions.map(({ findings }) => findings.flatMap((one) => (one.ok ? [] : [{ [one.code]: one.facts }])));
}

const containerOf = (fn: string) => [...project.world.containers.values()].find(({ spec }) => spec?.function === fn);
const specOf = (fn: string) => containerOf(fn)?.spec;

const secret = (variable?: string): Choice => ({
  secrets: { key: { from: { kind: 'env', env: 'KEY' }, ...(variable !== undefined && { variable }) } },
});

describe('each setting', () => {
  test.each<[string, Choice, Choice, object]>([
    ['env.X', { env: { X: '1' } }, { env: { X: '2' } }, { env: { PORT: '8000', X: '2' } }],
    ['memory', { memoryBytes: 1e7 }, { memoryBytes: 2e7 }, { memoryBytes: 2e7 }],
    ['cpus', { cpus: 0.5 }, { cpus: 2 }, { cpus: 2 }],
    ['pids', { pids: 9 }, { pids: 10 }, { pids: 10 }],
    ['read_only', { readOnly: true }, { readOnly: false }, { readOnlyRoot: false }],
    ['tmpfs', { tmpfs: [{ path: '/a', bytes: 1 }] }, { tmpfs: [] }, {}],
    ['networks', { networks: [] }, { networks: ['db'] }, { networks: ['db'] }],
    ['start', { start: ['a'] }, { start: ['b', 'c'] }, { command: ['b', 'c'] }],
  ])('%s: a change is found, named, and replaces without a build', async (name, before, after, spec) => {
    await run(before);
    expect(await drift(before)).toEqual([[], []]);
    expect((await run(before)).statuses).toEqual(['unchanged', 'unchanged']);
    expect(await drift(after)).toEqual([[{ 'container-settings-changed': { settings: [name] } }], []]);
    const { statuses, reasons } = await run(after);
    expect([statuses, reasons]).toEqual([
      ['updated', 'unchanged'],
      [{ code: 'other-spec', facts: { settings: [name] } }],
    ]);
    expect(specOf('a')).toMatchObject(spec);
    expect(await drift(after)).toEqual([[], []]);
    expect((await run({})).reasons).toEqual([{ code: 'other-spec', facts: { settings: [name] } }]);
    expect(specOf('a')).toEqual({ ...specOf('a'), ...defaultsOf('b') });
  });

  /** What no setting has touched. */
  function defaultsOf(fn: string) {
    const { env, memoryBytes, pids, readOnlyRoot } = specOf(fn) ?? {};
    return { env, memoryBytes, pids, readOnlyRoot };
  }

  test('without any, the spec has none of the keys', async () => {
    await run({});
    const keys = Object.keys(specOf('a') ?? {});
    expect(['cpus', 'tmpfs', 'networks', 'command', 'secrets'].filter((key) => keys.includes(key))).toEqual([]);
    expect(Object.keys(specOf('a')?.labels ?? {}).filter((label) => /settings|secrets/.test(label))).toEqual([]);
  });

  test('what another tool has changed since is found', async () => {
    await run({ networks: ['db'], cpus: 1 });
    const container = containerOf('a');
    if (container === undefined) throw new Error('no container');
    container.networks = ['smolfaas'];
    expect(await drift({ networks: ['db'], cpus: 1 })).toEqual([[{ 'network-left': { network: 'db' } }], []]);
    expect((await run({ networks: ['db'], cpus: 1 })).reasons).toEqual([
      { code: 'network-left', facts: { network: 'db' } },
    ]);
  });
});

describe('variables', () => {
  test('come from files, this host and the project file; files do not set those of SmolFaaS', async () => {
    const first = writeText('.env', '\uFEFFA=first\nPORT=3000\nB="x # y"\nexport C=1\n');
    const second = writeText('.env.local', 'A=second\n');
    variables = { HOST: 'from host' };
    await run({ envFiles: [first, second], env: { C: 'own', HOST: null } });
    expect(specOf('a')?.env).toEqual({ PORT: '8000', A: 'second', B: 'x # y', C: 'own', HOST: 'from host' });
    writeText('.env.local', 'A=third\n');
    expect(await drift({ envFiles: [first, second], env: { C: 'own', HOST: null } })).toEqual([
      [{ 'container-settings-changed': { settings: ['env.A'] } }],
      [],
    ]);
  });

  test('that are missing or reserved end the run before it changes anything; check reports them', async () => {
    await run({});
    project.newEffects();
    const bad: Choice = {
      envFiles: [path('absent')],
      env: { GONE: null, PORT: '1' },
      secrets: { key: { from: { kind: 'env', env: 'NOPE' }, variable: 'GONE' } },
    };
    const problems = [
      { function: 'a', setting: 'env_file', why: { code: 'file-unreadable', path: path('absent'), errno: 'ENOENT' } },
      { function: 'a', setting: 'env.GONE', why: { code: 'variable-unset', variable: 'GONE' } },
      { function: 'a', setting: 'env.PORT', why: { code: 'variable-reserved', variable: 'PORT' } },
      { function: 'a', setting: 'secrets.key', why: { code: 'variable-twice', variable: 'GONE' } },
      { function: 'a', setting: 'secrets.key', why: { code: 'variable-unset', variable: 'NOPE' } },
    ];
    await expect(run(bad)).rejects.toMatchObject({ code: 'function-input-missing', facts: { problems } });
    expect(project.newEffects().filter((effect) => !effect.startsWith('db '))).toEqual([]);
    const [a, b] = await drift(bad);
    expect(a).toMatchObject([{ 'source-unusable': { error: { facts: { problems: problems.slice(0, 4) } } } }]);
    expect(b).toEqual([]);
  });

  test('of the certificates are reserved only where the function receives them', async () => {
    const env = { NODE_EXTRA_CA_CERTS: '/app/ca.pem' };
    await run({ env });
    expect(specOf('a')?.env).toEqual({ PORT: '8000', ...env });
    await expect(run({ env, ca: true })).rejects.toMatchObject({ code: 'function-input-missing' });
  });
});

test('a network that does not exist ends the run before anything starts', async () => {
  await expect(run({ networks: ['absent'] })).rejects.toMatchObject({
    code: 'function-input-missing',
    facts: { problems: [{ function: 'a', setting: 'networks', why: { code: 'network-missing', network: 'absent' } }] },
  });
  expect(project.world.containers.size).toBe(0);
});

describe('secrets', () => {
  test('reach the container with their values, and its labels without; another value replaces it', async () => {
    variables = { KEY: 'correct horse' };
    expect((await run(secret())).statuses).toEqual(['started, built', 'started, built']);
    expect(specOf('a')?.secrets).toEqual([{ name: 'key', value: Buffer.from('correct horse') }]);
    expect(specOf('b')).not.toHaveProperty('secrets');
    expect((await run(secret())).statuses).toEqual(['unchanged', 'unchanged']);
    const labels = JSON.stringify(specOf('a')?.labels);
    variables = { KEY: 'battery staple' };
    const { statuses, reasons } = await run(secret());
    expect(statuses).toEqual(['updated', 'unchanged']);
    expect(reasons).toEqual([{ code: 'secrets-changed', facts: { names: ['key'] } }]);
    expect(`${labels}${JSON.stringify(specOf('a')?.labels)}`).not.toMatch(/horse|battery/);
  });

  test('are not read by check, which finds only another choice', async () => {
    variables = { KEY: 'one' };
    await run(secret());
    variables = {};
    expect(await drift(secret())).toEqual([[], []]);
    expect(await drift(secret('KEY'))).toEqual([[{ 'container-settings-changed': { settings: ['secrets.key'] } }], []]);
  });

  test('are variables on request, without the end of a single line', async () => {
    const file = writeText('key', 'a line\n');
    const lines = writeText('lines', 'two\nlines\n');
    await run({
      secrets: {
        one: { from: { kind: 'file', path: file }, variable: 'ONE' },
        two: { from: { kind: 'file', path: lines }, variable: 'TWO' },
      },
    });
    expect(specOf('a')?.env).toEqual({ PORT: '8000', ONE: 'a line', TWO: 'two\nlines\n' });
    expect(specOf('a')?.secrets?.map(({ value }) => String(value))).toEqual(['a line\n', 'two\nlines\n']);
  });

  test('are known to the listener before anything starts; the database has a key and no value', async () => {
    variables = { KEY: 'correct horse' };
    const seen: ServedSecret[] = [];
    await up({ ...contextOf(secret()), onSecrets: (secrets) => seen.push(...secrets) });
    expect(seen.map(({ value, kind }) => [String(value), kind])).toContainEqual(['correct horse', 'value']);
    const [database] = [...project.world.databases.values()];
    expect(database?.secretKey?.length).toBeGreaterThan(0);
    expect(JSON.stringify([database?.project, [...(database?.generations.values() ?? [])]])).not.toContain('horse');
  });

  test('with a new database replace the container once: its digest has another key', async () => {
    variables = { KEY: 'one' };
    await run(secret());
    project.world.databases.clear();
    const again = { ...contextOf(secret()), token: () => 'f0' };
    expect((await up(again)).functions.map(({ status }) => status)).toEqual(['updated', 'adopted']);
  });
});

test.each<[string, Choice]>([
  ['memory', { memoryBytes: 1e7 }],
  ['port', { port: 3000 }],
  ['health', { health: { path: '/ready' } }],
])('a container that fails with a setting of the user is a rejection only with that: %s', async (_, choice) => {
  project.world.behaviours.set('a', 'exits');
  expect((await run(choice)).statuses).toEqual(['failed', 'started, built']);
  expect(await drift(choice)).toMatchObject([[{ 'source-rejected': { code: 'not-ready' } }], []]);
  expect(await drift({})).toEqual([[{ 'not-built': {} }], []]);
  expect(await drift({ ...choice, pids: 7 })).toEqual([[{ 'not-built': {} }], []]);
  const { functions } = await check(contextOf(choice, { readyTimeoutMs: 77_000 }));
  expect(functions[0]?.findings).toMatchObject([{ code: 'source-rejected' }]);
  expect((await run({})).statuses[0]).toBe('failed');
  expect(await drift({})).toMatchObject([[{ 'source-rejected': { code: 'not-ready' } }], []]);
});

describe('health', () => {
  test('is no part of the container: another path replaces nothing', async () => {
    await run({});
    expect((await run({ health: { path: '/ready' } })).statuses).toEqual(['unchanged', 'unchanged']);
  });

  test('an error status on its path is not ready, and says so', async () => {
    project.world.behaviours.set('a', { answers: 404 });
    expect((await run({})).statuses).toEqual(['started, built', 'started, built']);
    const health = { health: { path: '/ready', deadlineMs: 300, intervalMs: 10 } };
    expect(await drift(health)).toEqual([[{ 'does-not-answer': { why: 'unhealthy', seconds: 5 } }], []]);
    const { functions } = await up(contextOf(health));
    expect(functions[0]).toMatchObject({
      status: 'failed',
      error: { facts: { lastProbe: { kind: 'unhealthy', status: 404, path: '/ready' } } },
    });
  });
});
