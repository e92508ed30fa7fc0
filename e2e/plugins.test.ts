/**
 * The life of runtimes from outside: the two examples are tested as authors do, packed, published to a registry, installed into
 * the built CLI, updated, linked as working copies and removed again, each time with a function that is really built and served.
 */
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineCall } from './harness/engine.js';
import { NpmRegistry } from './harness/npm-registry.js';
import { copyExampleRuntime, npm, packPackage, packWorkspace, runNode } from './harness/packing.js';
import { TestProject } from './harness/project.js';

const EXAMPLES = { site: 'static', deno: 'deno' } as const;
const example = (runtime: string, path: string) =>
  readFile(fileURLToPath(new URL(`../examples/runtimes/${runtime}/example/${path}`, import.meta.url)), 'utf8');

let work: string;
let registry: NpmRegistry;
let project: TestProject;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'smolfaas-plugins-'));
  registry = await NpmRegistry.listen();
  for (const folder of ['llb', 'core', 'testing']) await registry.publish(await packWorkspace(folder, work));
  for (const name of Object.values(EXAMPLES)) await registry.publish(await packVersion(name, '0.1.0'));

  project = await TestProject.create();
  await registry.writeNpmrc(join(work, 'npmrc'));
  const home = Object.fromEntries(
    ['DATA', 'CONFIG', 'CACHE'].map((kind) => [`XDG_${kind}_HOME`, join(project.dir, 'xdg', kind)]),
  );
  project.env = { ...home, npm_config_userconfig: join(work, 'npmrc'), npm_config_cache: join(work, 'npm-cache') };
  const index = await example('static', 'index.html');
  const others = { 'css/site.css': 'p { color: red }', '.dockerignore': 'draft.html\n', 'draft.html': 'not yet' };
  await project.write('site', { 'index.html': index, ...others });
  const names = ['deno.json', 'deno.lock', 'main.ts'];
  const files = await Promise.all(names.map(async (name) => [name, await example('deno', name)]));
  await project.write('deno', Object.fromEntries(files));
});

afterAll(async () => {
  await project?.dispose();
  await registry?.close();
  await rm(work, { recursive: true, force: true });
});

/** A working copy with everything that its author needs. */
async function installedCopy(name: string, version: string): Promise<string> {
  const copy = await copyExampleRuntime(name, join(work, `${name}-${version}`), { version });
  await npm(copy, 'install', '--no-audit', '--no-fund', `--userconfig=${join(work, 'npmrc')}`);
  return copy;
}

async function packVersion(name: string, version: string): Promise<string> {
  return packPackage(await copyExampleRuntime(name, join(work, `${name}-${version}`), { version }), work);
}

/** The runtimes that are not bundled, as `id version from`. */
async function added(): Promise<string[]> {
  const { stdout } = await project.expectRun(0, 'runtimes', '--json');
  const { runtimes } = JSON.parse(stdout) as { runtimes: { id: string; version: string; from: string }[] };
  return runtimes.filter(({ from }) => from !== 'bundled').map(({ id, version, from }) => `${id} ${version} ${from}`);
}

describe('runtimes from npm', () => {
  it('without them, the functions have no runtime, and the packages to try are named', async () => {
    const { stderr } = await project.expectRun(1, 'up');
    expect(stderr).toMatch(/site: index\.html found, but no runtime for it is installed/);
    expect(stderr).toContain('smolfaas plugins install @smolfaas/runtime-static');
    expect(stderr).toContain('smolfaas plugins install @smolfaas/runtime-deno');
  });

  it('are installed by that line, whole or short, and listed', async () => {
    await project.expectRun(0, 'plugins', 'install', '@smolfaas/runtime-static', 'deno');
    expect(await added()).toEqual(['deno 0.1.0 installed', 'static 0.1.0 installed']);
    expect((await project.expectRun(0, 'runtimes')).stderr).toBe('');
  });

  it('build and serve a function each, as the project file of the example says', async () => {
    const file = join(project.dir, 'smolfaas.yaml');
    await copyFile(fileURLToPath(new URL('../examples/runtimes/deno/smolfaas.yaml', import.meta.url)), file);
    await project.expectRun(0, 'up');
    const page = await project.call('/invoke/site/');
    expect([page.status, page.body]).toEqual([200, await example('static', 'index.html')]);
    expect((await project.call('/invoke/site/css/site.css')).headers['content-type']).toContain('text/css');
    for (const path of ['.dockerignore', 'draft.html']) {
      const { status } = await project.call(`/invoke/site/${path}`);
      expect({ path, status }).toEqual({ path, status: 404 });
    }
    expect(await project.invoke('deno')).toMatchObject({ runtime: 'deno', dayInMs: 86_400_000 });
    const again = await project.expectRun(0, 'up');
    for (const fn of Object.keys(EXAMPLES)) expect(again.stdout).toMatch(new RegExp(`^${fn} +unchanged`, 'm'));
    await rm(file);
  });

  it('say what helps when a step fails', async () => {
    await project.write('deno', { 'deno.json': '{ "imports": { "ms": "npm:ms@2.1.2" } }' });
    const { stderr } = await project.expectRun(1, 'up');
    expect(stderr).toMatch(/deno: build step "deno install --frozen" failed/);
    expect(stderr).toContain('in the function: deno install, then keep deno.lock');
    await project.write('deno', { 'deno.json': await example('deno', 'deno.json') });
  });

  it('run as a numeric user on a read-only root, and end at SIGTERM', async () => {
    for (const fn of Object.keys(EXAMPLES)) {
      const name = `${project.imagePrefix}-${fn}`;
      type Container = {
        Config: { User: string };
        HostConfig: { ReadonlyRootfs: boolean };
        State: { ExitCode: number };
      };
      await engineCall('POST', `/containers/${name}/stop?t=20`);
      const { Config, HostConfig, State } = await engineCall<Container>('GET', `/containers/${name}/json`);
      const seen = { user: Config.User, readOnly: HostConfig.ReadonlyRootfs, killed: State.ExitCode === 137 };
      expect({ fn, ...seen }).toEqual({ fn, user: '65532:65532', readOnly: true, killed: false });
    }
    await project.expectRun(0, 'up');
  });

  it('are updated: the functions are built by the new version', async () => {
    const next = join(work, 'static-0.2.0');
    await copyExampleRuntime('static', next, { version: '0.2.0' });
    await replaceIn(join(next, 'index.js'), "'HOME=/tmp'", "'HOME=/tmp', 'VERSION=2'");
    await registry.publish(await packPackage(next, work));
    await project.expectRun(0, 'plugins', 'update');
    expect(await added()).toEqual(['deno 0.1.0 installed', 'static 0.2.0 installed']);
    const { stdout } = await project.expectRun(0, 'up');
    expect(stdout).toMatch(/site +updated/);
    expect(stdout).toMatch(/deno +unchanged/);
    expect(await environmentOf('site')).toContain('VERSION=2');
  });

  it('are removed: their functions are reported and keep serving', async () => {
    await project.expectRun(0, 'plugins', 'uninstall', '@smolfaas/runtime-static', '@smolfaas/runtime-deno');
    expect(await added()).toEqual([]);
    const { stderr } = await project.expectRun(1, 'up');
    expect(stderr).toMatch(/deno: deno\.json found, but no runtime for it is installed/);
    expect(stderr).toContain('smolfaas plugins install @smolfaas/runtime-deno');
    expect((await project.call('/invoke/site/')).status).toBe(200);
  });
});

describe('the examples, as their authors have them', () => {
  it.each(Object.values(EXAMPLES))('%s keeps the rules, its types and its 150 lines', async (name) => {
    const copy = await installedCopy(name, '0.0.1');
    expect(await npm(copy, 'test', '--', '--test-reporter=tap')).toMatch(/^# fail 0$/m);
    const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc');
    const flags = ['--noEmit', '--checkJs', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', ''];
    await runNode(copy, tsc, ...flags, 'index.js');
    expect((await readFile(join(copy, 'index.js'), 'utf8')).split('\n').length).toBeLessThanOrEqual(151);
  });
});

describe('a working copy of a runtime', () => {
  let copy: string;
  beforeAll(async () => {
    copy = await installedCopy('static', '0.3.0');
  });

  it('is linked, and builds again after every edit', async () => {
    await project.expectRun(0, 'plugins', 'link', '--no-install', copy);
    expect(await added()).toEqual(['static 0.3.0 linked']);
    await rm(join(project.functionsDir, 'deno'), { recursive: true });
    await project.expectRun(0, 'up');
    expect((await project.expectRun(0, 'up')).stdout).toMatch(/site +unchanged/);

    await replaceIn(join(copy, 'index.js'), "'HOME=/tmp'", "'HOME=/tmp', 'EDITED=yes'");
    expect((await project.expectRun(0, 'up')).stdout).toMatch(/site +updated/);
    expect(await environmentOf('site')).toContain('EDITED=yes');
  });

  it('takes the place of a bundled runtime only with a notice', async () => {
    await replaceIn(join(copy, 'package.json'), '"id":"static"', '"id":"node"');
    await replaceIn(join(copy, 'index.js'), "id: 'static'", "id: 'node'");
    const { stderr, stdout } = await project.expectRun(0, 'up');
    expect(stderr).toMatch(
      /runtime node is @smolfaas\/runtime-static@0\.3\.0 \(linked\) in place of the bundled @smolfaas\/runtime-node@/,
    );
    expect(stdout).toMatch(/site +(updated|unchanged|adopted)/);
    await project.expectRun(0, 'plugins', 'uninstall', '@smolfaas/runtime-static');
    expect(await added()).toEqual([]);
    expect((await project.run('up')).stderr).not.toContain('in place of');
  });
});

describe('a new runtime', () => {
  it('is written, tested, linked and serves its example, as the lines that the command prints say', async () => {
    const { stdout } = await project.expectRun(0, 'runtimes', 'new', 'zig');
    const folder = join(project.dir, 'smolfaas-runtime-zig');
    for (const line of ['npm install', 'npm test', 'smolfaas plugins link .']) expect(stdout).toContain(line);
    await npm(folder, 'install', '--no-audit', '--no-fund', `--userconfig=${join(work, 'npmrc')}`);
    expect(await npm(folder, 'test', '--', '--test-reporter=tap')).toMatch(/^# fail 0$/m);
    await project.expectRun(0, 'plugins', 'link', folder);
    expect(await added()).toEqual(['zig 0.1.0 linked']);
    await rm(project.functionsDir, { recursive: true });
    await cp(join(folder, 'example'), join(project.functionsDir, 'zig-example'), { recursive: true });
    await project.expectRun(0, 'up');
    expect(await project.invoke('zig-example')).toMatchObject({ runtime: 'zig', dayInMs: 86_400_000 });
  });
});

async function environmentOf(fn: string): Promise<readonly string[]> {
  const path = `/containers/${project.imagePrefix}-${fn}/json`;
  return (await engineCall<{ Config: { Env: string[] } }>('GET', path)).Config.Env;
}

async function replaceIn(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
  await writeFile(path, text.replace(from, to));
}
