/**
 * Places that cannot be written, never answer, or cannot be: a full device behind the streams, a home whose file server is gone,
 * a named pipe where the log should be, paths that no system takes (rows 4, 26, 55, 57). Each run ends in time, says one line,
 * and exits with the code of its kind.
 *
 * The home that never answers is a FUSE mount without a server, in a mount namespace that ends with the run.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CliResult } from '../harness/cli.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('fn', nodeFunction());
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

const trace = /^\s+at |node:internal|Unhandled|\(node:\d+\)/m;

/** Runs with one of the streams, or both, at a device that is always full. */
async function full(streams: '1' | '2' | 'both', ...args: readonly string[]): Promise<CliResult> {
  const redirect = { 1: '>/dev/full', 2: '2>/dev/full', both: '>/dev/full 2>/dev/full' }[streams];
  project.through = ['sh', '-c', `exec "$@" ${redirect}`, 'sh'];
  return await project.run(...args).finally(() => (project.through = []));
}

describe('rows 26 and 55: a full device behind the streams', () => {
  it.each([
    ['--version'],
    ['--help'],
    ['up', '--help'],
    ['runtimes', '--json'],
    ['images'],
    ['check'],
    ['check', '--json'],
    ['up'],
    ['up', '--json'],
    ['plugins'],
  ])('stdout: one line and exit 3, %s %s', async (...args) => {
    const { code, stderr } = await full('1', ...args.filter((word) => typeof word === 'string'));
    const lines = stderr.split('\n').filter((line) => !line.includes('unchanged'));
    expect(lines).toEqual(['✗ cannot write to standard output: no space left (ENOSPC)', '']);
    expect(code).toBe(3);
  });

  it('stdout: a run that fails anyway keeps its exit code', async () => {
    const { code, stderr } = await full('1', 'down', '--json', 'ghost');
    expect([code, stderr]).toEqual([2, '✗ cannot write to standard output: no space left (ENOSPC)\n']);
  });

  it('stderr: the run goes on, and its exit code is its own', async () => {
    const check = await full('2', 'check');
    expect([check.code, check.stdout]).toEqual([0, expect.stringContaining('consistent')]);
    const up = await full('2', 'up', '--verbose');
    expect([up.code, up.stdout]).toEqual([0, expect.stringContaining('unchanged')]);
    expect((await full('2', 'upp')).code).toBe(2);
  });

  it('both: the exit code is all that is left', async () => {
    expect((await full('both', 'check')).code).toBe(3);
    expect((await full('both', 'upp')).code).toBe(2);
  });
});

describe('row 57: a place that never answers', () => {
  it.concurrent.each(['HOME', 'XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'])(
    '%s: one line, exit 3',
    async (name) => {
      const silent = join(project.dir, `silent-${name}`);
      await mkdir(silent, { recursive: true });
      const mount = `exec 3<>/dev/fuse && mount -i -t fuse silent ${silent} -o fd=3,rootmode=40000,user_id=0,group_id=0`;
      const through = ['unshare', '--map-root-user', '--mount', 'sh', '-c', `${mount} && exec "$@"`, 'sh'];
      const env = { ...project.env, [name]: join(silent, 'me') };
      const { code, stdout, stderr, ms } = await project.with({ env, through }).run('up');
      expect(stderr).toBe(`✗ ${name}: "${join(silent, 'me')}" does not answer (nothing within 5 s)\n`);
      expect([code, stdout]).toEqual([3, '']);
      expect(ms).toBeLessThan(15_000);
    },
  );

  it('a named pipe in the place of the log file: said once, and the run goes on', async () => {
    const state = join(project.dir, 'xdg-state', 'smolfaas');
    const [log = ''] = await readdir(state);
    const elsewhere = join(project.dir, 'other-state');
    await mkdir(join(elsewhere, 'smolfaas'), { recursive: true });
    execFileSync('mkfifo', [join(elsewhere, 'smolfaas', log)]);
    const { env } = project;
    project.env = { ...env, XDG_STATE_HOME: elsewhere };
    const silent = await project.run('check');
    const reader = openSync(join(elsewhere, 'smolfaas', log), 'r+');
    const read = await project.run('check');
    closeSync(reader);
    project.env = env;
    for (const [{ code, stderr }, why] of [
      [silent, 'ENXIO'],
      [read, 'not a regular file'],
    ] as const) {
      expect(stderr).toBe(`warning: no log file: ${why}, "${join(elsewhere, 'smolfaas', log)}"\n`);
      expect(code).toBe(0);
    }
  });
});

describe('row 4: a path of 4 800 characters', () => {
  const long = `/${'x'.repeat(200)}`.repeat(24);

  it.each([
    ['--functions-dir', ['up', '-d', long]],
    ['--functions-dir', ['check', '-d', 'y'.repeat(4800)]],
    ['--functions-dir', ['down', '-d', long]],
    ['--state-db', ['up', '--state-db', long]],
    ['--config', ['up', '--config', long]],
    ['FILE', ['images', 'load', long]],
    ['FILE', ['images', 'bundle', long]],
  ])('%s: one line, exit 2', async (flag, args) => {
    const { code, stdout, stderr } = await project.run(...args);
    expect(stderr).toMatch(new RegExp(`^✗ ${flag}: a path of \\d{4} characters is too long for this system\n$`));
    expect([code, stdout]).toEqual([2, '']);
  });

  it.each(['--ca-file', '--builder-tls'])('%s: said in short, exit 2', async (flag) => {
    const { code, stderr } = await project.run('up', '--builder', 'tcp://127.0.0.1:1', flag, long);
    expect(stderr).toMatch(
      new RegExp(`^✗ ${flag} "/x+…[x/]+(ca\\.pem)?" \\(48\\d\\d characters\\): .*ENAMETOOLONG.*\n.*\n$`),
    );
    expect(code).toBe(2);
  });

  it.each([
    ['HOME', 3],
    ['XDG_CONFIG_HOME', 3],
    ['XDG_DATA_HOME', 3],
    ['XDG_STATE_HOME', 0],
    ['TMPDIR', 0],
  ])('%s: at most one line, exit %i', async (name, exit) => {
    const { env } = project;
    project.env = { ...env, [name]: long };
    const { code, stderr } = await project.run('check');
    project.env = env;
    expect(stderr).not.toMatch(trace);
    expect(stderr.split('\n').length).toBeLessThanOrEqual(2);
    expect(stderr.length).toBeLessThan(300);
    expect(code).toBe(exit);
  });
});

it('row 4: a project file that is a named pipe is refused, not waited for', async () => {
  const pipe = join(project.dir, 'pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  const { code, stderr } = await project.run('check', '--config', pipe);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`cannot read project file "${pipe}" (named pipe)`)]);
  await writeFile(join(project.dir, 'real.yaml'), 'version: 1\n');
  project.through = ['bash', '-c', `exec "$@" --config <(cat ${join(project.dir, 'real.yaml')})`, 'bash'];
  expect((await project.run('check')).code).toBe(0);
  project.through = [];
});
