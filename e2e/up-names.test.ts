/**
 * Some functions of a project: `up`, `restart` and `down` by name, path and pattern; what a dry run says; and a restart under load,
 * which loses no request.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeFunction, nodeScript } from './harness/functions.js';
import { TestProject } from './harness/project.js';

interface Preview {
  readonly functions: readonly {
    readonly function: string;
    readonly action: string;
    readonly reasons: readonly { readonly code: string; readonly text: string }[];
    readonly build?: { readonly runtime: string };
  }[];
  readonly outside: readonly string[];
}

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  for (const fn of ['web', 'api-a', 'api-b']) await project.write(fn, nodeFunction());
});
afterAll(() => project?.dispose());

/** Ids of the containers of functions, by function. */
async function ids(): Promise<Record<string, string>> {
  const prefix = `/${project.imagePrefix}-`;
  const containers = (await project.containers()).filter(({ Names: [name = ''] }) => name.startsWith(prefix));
  return Object.fromEntries(containers.map(({ Id, Names: [name = ''] }) => [name.slice(prefix.length), Id]));
}

const dryRun = async (...names: string[]) =>
  JSON.parse((await project.expectRun(0, 'up', '--dry-run', '--json', ...names)).stdout) as Preview;

test('a dry run says what a first run would do, and touches nothing', async () => {
  const { functions } = await dryRun();
  expect(functions.map(({ function: fn, action, build }) => [fn, action, build?.runtime])).toEqual([
    ['api-a', 'build', 'node'],
    ['api-b', 'build', 'node'],
    ['web', 'build', 'node'],
  ]);
  expect(await project.leftovers()).toEqual([]);
  expect(readdirSync(project.dir).filter((name) => name.startsWith('.smolfaas'))).toEqual([]);
});

test('up takes patterns and paths, and leaves the others alone', async () => {
  const some = await project.expectRun(0, 'up', 'api-*');
  expect(some.stdout).toContain('\n2 ok; 1 other left as it is\n');
  expect(Object.keys(await ids()).sort()).toEqual(['api-a', 'api-b']);
  const before = await ids();
  const path = await project.expectRun(0, 'up', 'functions/web/', '--json');
  expect(JSON.parse(path.stdout)).toMatchObject({
    functions: [{ function: 'web', status: 'started' }],
    outside: ['api-a', 'api-b'],
  });
  expect(await ids()).toMatchObject(before);
  expect(await project.invoke('api-a')).toMatchObject({ version: '1' });
});

test('restart replaces the container of one function, and loses no request', async () => {
  const before = await ids();
  const lost: unknown[] = [];
  let answered = 0;
  const end = new AbortController();
  const client = async () => {
    while (!end.signal.aborted) {
      await project.call('/invoke/web').then(
        ({ status }) => (status === 200 ? (answered += 1) : lost.push(status)),
        (error: unknown) => lost.push(error),
      );
    }
  };
  const clients = Array.from({ length: 8 }, client);
  const { stdout } = await project.expectRun(0, 'restart', 'web');
  await new Promise((resolve) => setTimeout(resolve, 300));
  end.abort();
  await Promise.all(clients);
  expect(lost).toEqual([]);
  expect(answered).toBeGreaterThan(50);
  expect(stdout).toMatch(/^web +updated .*$/m);
  const after = await ids();
  expect(after['web']).not.toBe(before['web']);
  expect([after['api-a'], after['api-b']]).toEqual([before['api-a'], before['api-b']]);
  await project.expectRun(0, 'check');
});

test('an edit: the dry run predicts it, restart leaves it, up deploys it', async () => {
  await project.write('web', nodeFunction('2'));
  const before = await ids();
  const { functions, outside } = await dryRun('web');
  expect(functions).toMatchObject([{ function: 'web', action: 'build', reasons: [{ code: 'source-changed' }] }]);
  expect(outside).toEqual(['api-a', 'api-b']);
  expect(await ids()).toEqual(before);
  await project.expectRun(0, 'restart', 'web');
  expect(await project.invoke('web')).toMatchObject({ version: '1' });
  await project.expectRun(0, 'up', 'web');
  expect(await project.invoke('web')).toMatchObject({ version: '2' });
});

test('a limit for the whole run ends it with 3, and the version before serves', async () => {
  await project.write('web', nodeScript('setInterval(() => {}, 1000);'));
  const { stderr } = await project.expectRun(3, 'up', '--ready-timeout', '120', '--wait-timeout', '3');
  expect(stderr).toContain('✗ not done within 3 s, still waiting for web; what served before still serves');
  expect(await project.invoke('web')).toMatchObject({ version: '2' });
  expect(Object.keys(await ids()).sort()).toEqual(['api-a', 'api-b', 'web']);
});

test('names that nothing has are refused, with what was probably meant, and nothing changes', async () => {
  const before = await ids();
  for (const verb of ['up', 'restart', 'down']) {
    const { stderr } = await project.expectRun(2, verb, 'wbe', 'zz-*');
    expect(stderr).toContain('✗ no function named "wbe", and no function matches "zz-*"');
    expect(stderr).toContain('did you mean web? known functions: api-a, api-b, web');
  }
  expect(await ids()).toEqual(before);
});

test('down takes patterns, and the others keep serving', async () => {
  await project.expectRun(0, 'down', 'api-*');
  expect(Object.keys(await ids())).toEqual(['web']);
  expect(await project.invoke('web')).toMatchObject({ version: '2' });
  expect((await project.call('/invoke/api-a')).status).toBe(404);
  expect(readdirSync(join(project.dir, 'functions')).sort()).toEqual(['api-a', 'api-b', 'web']);
});
