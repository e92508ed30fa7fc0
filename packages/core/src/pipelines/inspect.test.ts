/** `inspect` with the in-memory engine. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FunctionChoice } from '../contract/settings.js';
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

test('every setting of the project file is shown as one; of variables and secrets only the names', async () => {
  const choice = {
    settings: {},
    env: { TOKEN: 'canary-1', HOST: null },
    envFiles: ['/files/.env'],
    secrets: { key: { from: { kind: 'env', env: 'CANARY_2' }, variable: 'KEY' } },
    memoryBytes: 64 << 20,
    cpus: 0.5,
    pids: 32,
    readOnly: false,
    tmpfs: [{ path: '/cache', bytes: 1024 }],
    networks: ['others'],
    start: ['node', 'index.js'],
    health: { path: '/ready', deadlineMs: 5000, intervalMs: 100 },
    port: 3000,
    timeoutMs: 30_000,
    routes: [{ path: '/api' }, { host: 'shop.localhost', path: '/' }],
    shared: ['../lib'],
    ca: false,
    replicas: 2,
  } satisfies FunctionChoice;
  const found = await inspect(project.context({ functions: new Map([['a', choice]]) }), 'a');
  const fromFile = found.settings.filter(({ source }) => source === 'project-file');
  expect(Object.fromEntries(fromFile.map(({ name, value }) => [name, value]))).toEqual({
    env: ['HOST', 'PORT', 'TOKEN'],
    env_file: ['/files/.env'],
    secrets: ['key'],
    memory_bytes: 64 << 20,
    cpus: 0.5,
    pids: 32,
    read_only: false,
    tmpfs: ['/cache:1024'],
    networks: ['others'],
    start: ['node', 'index.js'],
    'health.path': '/ready',
    'health.interval_ms': 100,
    ready_timeout_ms: 5000,
    port: 3000,
    timeout_ms: 30_000,
    routes: ['/api', 'shop.localhost/'],
    shared: ['../lib'],
    ca: false,
    replicas: 2,
  });
  expect(JSON.stringify(found)).not.toMatch(/canary/i);
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
