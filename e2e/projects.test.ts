/**
 * Several projects on one engine, and not one flag: clones, worktrees and an unrelated project come up side by side, at the
 * same moment; each leaves without the others noticing. Directories are moved, deleted and cloned again.
 *
 * All of it needs the default names and ports 80 and 443, so it runs on an engine of its own.
 */
import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliResult, runCli } from './harness/cli.js';
import { EngineProxy } from './harness/engine-proxy.js';
import { engineCall } from './harness/engine.js';
import { nodeFunction } from './harness/functions.js';
import { holdNetworks } from './harness/hold-networks.js';
import { ThrowawayEngine } from './harness/throwaway-engine.js';

const run = promisify(execFile);

interface Listed {
  readonly id: string;
  readonly functionsDir: string;
  readonly gone: boolean;
  readonly state: string;
  readonly urls: readonly string[];
}

let root: string;
let engine: ThrowawayEngine;
beforeAll(async () => {
  engine = await ThrowawayEngine.create();
  root = await realpath(await mkdtemp(join(tmpdir(), 'smolfaas-projects-')));
  await writeFunction('origin/shop', 'shop');
  await git('origin/shop', 'init', '--quiet');
  await git('origin/shop', 'add', '.');
  await git('origin/shop', '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '-m', 'shop');
  for (const clone of ['a', 'b']) await git('.', 'clone', '--quiet', 'origin/shop', `${clone}/shop`);
  await writeFunction('other', 'other');
});
afterAll(async () => {
  await engine.dispose();
  await rm(root, { recursive: true, force: true });
});

async function writeFunction(project: string, content: string): Promise<void> {
  for (const [path, text] of Object.entries(nodeFunction(content))) {
    const file = join(root, project, 'functions/web', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

const git = (dir: string, ...args: string[]) => run('git', args, { cwd: join(root, dir) });

/** Runs in a directory below the root, without any name or port. */
function cli(dir: string, ...args: string[]): Promise<CliResult> {
  return cliAt(engine.socketPath, dir, ...args);
}

/** The same, with the engine at another socket. */
async function cliAt(socket: string, dir: string, ...args: string[]): Promise<CliResult> {
  const places = { XDG_STATE_HOME: join(root, 'xdg-state'), XDG_CONFIG_HOME: join(root, 'xdg-config') };
  const env = { ...places, ...engine.bases, DOCKER_HOST: `unix://${socket}` };
  const result = await runCli(args, { cwd: join(root, dir), env, through: engine.network });
  if (result.code !== 0)
    throw new Error(`${dir}: ${args.join(' ')} exited ${result.code}\n${result.stdout}${result.stderr}`);
  return result;
}

interface Said {
  readonly url: string;
  readonly status: string;
  readonly notes: string;
}

/** What `up` says of the function. */
async function up(dir: string, socket = engine.socketPath): Promise<Said> {
  const { stdout, stderr } = await cliAt(socket, dir, 'up');
  const [, status = '', url = ''] = /^web +(\w+) .*?(https:\S+)$/m.exec(stdout) ?? [];
  return { url, status, notes: stderr };
}

const list = async () => (JSON.parse((await cli('.', 'projects', '--json')).stdout) as { projects: Listed[] }).projects;

/** The version that a function at this address answers with. */
async function version(url: string): Promise<string> {
  const [command, ...args] = [...engine.network, 'curl', '-ksS', '--noproxy', '*', url];
  return (JSON.parse((await run(command, args)).stdout) as { version: string }).version;
}

const containers = async () =>
  (await engineCall<{ Id: string; Names: string[] }[]>('GET', '/containers/json?all=1')).map(({ Id }) => Id);

const urls: Record<string, string> = {};

it('two clones, two worktrees and an unrelated project come up at the same moments', async () => {
  const sockets = ['a', 'b'].map((name) => join(root, `${name}.sock`));
  const proxies = await Promise.all(sockets.map((socket) => EngineProxy.listen(socket)));
  holdNetworks(proxies, 30); // Both have chosen the default names by then.
  const clones = await Promise.all([up('a/shop', sockets[0]), up('b/shop', sockets[1])]);
  for (const proxy of proxies) await proxy.close();
  [urls['a'] = '', urls['b'] = ''] = clones.map(({ url }) => url);
  expect([urls['a'], urls['b']].toSorted()).toEqual([
    'https://fn.localhost/invoke/web',
    'https://fn.localhost:8443/invoke/web',
  ]);
  expect(clones.filter(({ notes }) => notes.includes('has names of its own'))).toHaveLength(1);
  for (const { notes } of clones)
    expect(notes).toMatch(/git does not ignore .*: echo '\.smolfaas\*' >> \S+\/\.gitignore/);
  for (const tree of ['tree-1', 'tree-2']) {
    await git('a/shop', 'worktree', 'add', '--quiet', join(root, tree));
    await writeFunction(tree, tree);
    await appendFile(join(root, tree, '.gitignore'), '.smolfaas*\n');
  }
  const more = await Promise.all(['tree-1', 'tree-2', 'other'].map((dir) => up(dir)));
  for (const { notes } of more) expect(notes).not.toContain('.gitignore');
  [urls['tree-1'] = '', urls['tree-2'] = '', urls['other'] = ''] = more.map(({ url }) => url);
  expect(new Set(Object.values(urls)).size).toBe(5);
  const versions = await Promise.all(Object.values(urls).map(version));
  expect(versions).toEqual(['shop', 'shop', 'tree-1', 'tree-2', 'other']);
  expect((await list()).map(({ state, gone }) => [state, gone])).toEqual(
    Array.from({ length: 5 }, () => ['up', false]),
  );
});

it('a second run changes nothing, and finds its project from a sub-directory', async () => {
  const before = await containers();
  const again = await up('b/shop/functions/web');
  expect(again).toMatchObject({ status: 'unchanged', url: urls['b'] });
  expect(again.notes).toContain(`project: ${root}/b/shop`);
  expect(again.notes).not.toContain('.gitignore');
  await cli('tree-2/functions', 'check');
  expect(await containers()).toEqual(before);
});

it('down of the first leaves the others serving, and the next project has its ports', async () => {
  const first = urls['a'] === 'https://fn.localhost/invoke/web' ? 'a' : 'b';
  await cli(`${first}/shop`, 'down');
  const others = Object.entries(urls).filter(([name]) => name !== first);
  expect(await Promise.all(others.map(([, url]) => version(url)))).not.toContain(undefined);
  await writeFunction('late', 'late');
  const late = await up('late');
  expect([late.url, await version(late.url)]).toEqual(['https://fn.localhost/invoke/web', 'late']);
  const back = await up(`${first}/shop`);
  expect(back.notes).toMatch(/port 80 is used by container "\S+"; this project answers on ports \d+ and \d+/);
  expect(await version(back.url)).toBe('shop');
});

it('a directory that was moved, and one that was deleted and cloned again, go on as they were', async () => {
  await mkdir(join(root, 'c'));
  await rename(join(root, 'other'), join(root, 'c/moved'));
  const moved = await up('c/moved');
  expect([moved.url, await version(moved.url)]).toEqual([urls['other'], 'other']);

  await rm(join(root, 'tree-2'), { recursive: true });
  await writeFunction('tree-2', 'tree-2');
  const before = await containers();
  expect((await up('tree-2')).url).toBe(urls['tree-2']);
  expect(await containers()).toEqual(before);
  expect((await list()).filter(({ gone }) => gone)).toEqual([]);
});

it('a project whose directory is gone is named once, and its command removes it and nothing else', async () => {
  await rm(join(root, 'tree-1'), { recursive: true });
  await git('.', 'clone', '--quiet', 'origin/shop', 'd/shop');
  const { notes } = await up('d/shop');
  const [, containersLeft, command = ''] = /gone and still has (\d+) container\(s\).*: smolfaas (.*)/.exec(notes) ?? [];
  expect(containersLeft).toBe('2');
  expect((await up('d/shop')).notes).not.toContain('is gone');
  const before = await list();
  await cli('.', ...command.split(' '));
  const after = await list();
  expect(after).toEqual(before.filter(({ functionsDir }) => functionsDir !== join(root, 'tree-1/functions')));
  expect(await version(urls['tree-2'] ?? '')).toBe('tree-2');
});

it('the last one leaves the engine empty', async () => {
  await Promise.all((await list()).map(({ id }) => cli('.', 'down', '--force', '--project', id.slice(0, 8))));
  expect((await cli('.', 'projects')).stdout).toBe('No projects on this engine.\n');
  const volumes = await engineCall<{ Volumes: unknown[] | null }>('GET', '/volumes');
  expect([await containers(), volumes.Volumes ?? []]).toEqual([[], []]);
});
