/**
 * What a former version deployed, with its database and its lock file, goes on under this one: no container is started again and nothing is built.
 *
 * The former version is the packages in `former/`, packed as a release packs them, and installed by npm. It was the last one whose generations had no
 * instances.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { EngineProxy } from '../harness/engine-proxy.js';
import { expectAnswers, readExchanges } from '../harness/exchanges.js';
import { InstalledPackages } from '../harness/packed/installed.js';
import { TestProject } from '../harness/project.js';

const FORMER = fileURLToPath(new URL('former', import.meta.url));
const EXAMPLES = ['example-go-func', 'example-node-func', 'example-py-func'];
const FUNCTIONS = ['docker-fn', ...EXAMPLES];

/** Calls that make a container, end one, or build. */
const TOUCHES =
  /\/containers\/create|\/(start|stop|restart|kill)\b|^DELETE |\/build|\/grpc|\/session|\/images\/(load|create)/;

let former: InstalledPackages;
let project: TestProject;
let proxy: EngineProxy;

interface Up {
  readonly functions: readonly { readonly function: string; readonly status: string; readonly built: boolean }[];
}

const up = async (...flags: readonly string[]) =>
  (JSON.parse((await project.expectRun(0, 'up', '--json', ...flags)).stdout) as Up).functions;

/** When each container of the project was started, and from what, by name. */
async function processes(): Promise<Record<string, string>> {
  const details = (await project.containers()).map(async ({ Id, Names, ImageID }) => {
    const { State } = await engineCall<{ State: { StartedAt: string } }>('GET', `/containers/${Id}/json`);
    return [String(Names[0]), `${Id} of ${ImageID} since ${State.StartedAt}`];
  });
  return Object.fromEntries(await Promise.all(details)) as Record<string, string>;
}

async function allAnswer(): Promise<void> {
  for (const name of EXAMPLES)
    await expectAnswers(project, name, await readExchanges(join(project.functionsDir, name)));
  expect((await project.call('/invoke/docker-fn')).body).toBe('from a Dockerfile');
}

beforeAll(async () => {
  const tarballs = (await readdir(FORMER)).map((name) => join(FORMER, name));
  former = await InstalledPackages.install({ tarballs, node: Number.parseInt(process.versions.node, 10) });
  project = await TestProject.create();
  for (const name of EXAMPLES) await project.copyExample(name);
  const serve = 'STOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n';
  await project.write('docker-fn', {
    Dockerfile: `FROM ${await baseImage('go', 'static')}\nCOPY . /www\n${serve}`,
    'index.html': 'from a Dockerfile',
  });
  for (const command of [
    ['images', 'lock'],
    ['up', '--locked'],
  ])
    await former.expectRun('smolfaas', command, project.settings, project.dir);
  await allAnswer();
  proxy = await EngineProxy.listen(join(project.dir, 'engine.sock'));
  project.env = { DOCKER_HOST: `unix://${proxy.socketPath}` };
});
afterAll(async () => {
  await proxy.close();
  await project.dispose();
  await former.dispose();
});

it('no container is started again, and nothing is built', async () => {
  const before = await processes();
  const functions = await up('--locked');
  expect(functions.map(({ function: fn, built }) => [fn, built])).toEqual(FUNCTIONS.map((fn) => [fn, false]));
  // One container is new: the former router has no names for calls between functions.
  const touching = proxy.calls.filter((call) => TOUCHES.test(call)).map((call) => call.replace(/[0-9a-f]{64}/, 'ID'));
  expect(touching).toEqual([
    expect.stringMatching(/\/containers\/create\?name=.*-router-names\.[0-9a-f]+$/),
    expect.stringMatching(/\/containers\/ID\/start$/),
    expect.stringMatching(/\/exec\/ID\/start$/),
  ]);
  const after = Object.entries(await processes()).filter(([name]) => !name.includes('-names.'));
  expect(Object.fromEntries(after)).toEqual(before);
  await allAnswer();
});

it('a second up makes no mutating call', async () => {
  proxy.calls.length = 0;
  expect((await up('--locked')).map(({ status }) => status)).toEqual(FUNCTIONS.map(() => 'unchanged'));
  expect(proxy.calls.length).toBeGreaterThan(0);
  expect(proxy.mutating).toEqual([]);
});

it('check finds all of them sound', async () => {
  const { stdout } = await project.expectRun(0, 'check');
  expect(stdout).toContain(`all ${FUNCTIONS.length} function(s) consistent`);
});

it('an edit replaces one of them, as ever', async () => {
  const before = await processes();
  await project.write('docker-fn', { 'index.html': 'from an edit' });
  expect((await up('--locked')).filter(({ built }) => built).map(({ function: fn }) => fn)).toEqual(['docker-fn']);
  expect((await project.call('/invoke/docker-fn')).body).toBe('from an edit');
  const after = await processes();
  expect(Object.keys(after).filter((name) => after[name] !== before[name])).toEqual([
    `/${project.imagePrefix}-docker-fn`,
  ]);
});

it('down --force leaves nothing', async () => {
  await project.expectRun(0, 'down', '--force');
  expect(await project.leftovers()).toEqual([]);
});
