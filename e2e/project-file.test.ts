/**
 * A project whose every name and port is in smolfaas.yaml: no flag and no variable is needed, a flag is before a variable before
 * the file, profiles change what runs, and `down` works when the file does not.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliResult, runCli } from './harness/cli.js';
import { nodeFunction } from './harness/functions.js';
import { TestProject } from './harness/project.js';

const NAMED = ['NETWORK', 'CADDY_NAME', 'BUILDKIT_NAME', 'IMAGE_PREFIX', 'HTTP_PORT', 'HTTPS_PORT'];

let project: TestProject;
let file: string;

/** The lines of the file, with others after them. */
const lines = (more: readonly string[] = []) =>
  [
    'version: 1',
    `functions_dir: src/api`,
    `http_port: ${project.httpPort}`,
    `https_port: ${project.httpsPort}`,
    `network: ${project.id}-net`,
    `image_prefix: ${project.imagePrefix}`,
    `caddy_name: ${project.routerName}`,
    `buildkit_name: ${project.id}-buildkitd`,
    ...more,
    '',
  ].join('\n');

const MORE = [
  'version_header: false',
  'profiles:',
  '  shown: { version_header: null }',
  '  other: { functions: { fn-a: { runtime: python } } }',
  'functions:',
  '  fn-a: { runtime: node }',
  '  fn-b: { runtime: node }',
];

/** Runs in a sub-directory of the project. */
async function run(code: number, args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> {
  const cwd = join(project.dir, 'src', 'deep');
  const result = await runCli(args, { cwd, env: { ...project.settings, ...env } });
  if (result.code !== code)
    throw new Error(`${args.join(' ')} exited ${result.code}: ${result.stdout}${result.stderr}`);
  return result;
}

const isVersionShown = async () => (await project.call('/invoke/fn-a')).headers['smolfaas-version'] !== undefined;

beforeAll(async () => {
  project = await TestProject.create();
  project.env = Object.fromEntries(NAMED.map((name) => [`SMOLFAAS_${name}`, '']));
  file = join(project.dir, 'smolfaas.yaml');
  await project.write('fn-a', nodeFunction());
  await mkdir(join(project.dir, 'src', 'deep'), { recursive: true });
  await rename(project.functionsDir, join(project.dir, 'src', 'api'));
  await writeFile(file, lines(MORE));
});
afterAll(() => project.dispose());

it('runs as the file says, from a directory below it', async () => {
  const { stdout, stderr } = await run(0, ['up']);
  expect(stdout).toContain(`https://fn.localhost:${project.httpsPort}/invoke/fn-a`);
  expect(stderr).toContain('fn-b: the project file names it, but it has no directory; did you mean fn-a?');
  expect(existsSync(project.stateDb)).toBe(true);
  expect((await project.containers()).flatMap(({ Names }) => Names).sort()).toEqual(
    [`/${project.imagePrefix}-fn-a`, `/${project.routerName}`].sort(),
  );
  expect(await isVersionShown()).toBe(false);
});

it('gives way to the variable, the variable to the flag, and any profile to both', async () => {
  const shown = { SMOLFAAS_VERSION_HEADER: 'true' };
  const drift = async (args: readonly string[], env = {}) => (await run(1, ['check', ...args], env)).stdout;
  expect(await drift([], shown)).toMatch(/does not name versions/);
  expect(await drift(['--profile', 'shown'])).toMatch(/does not name versions/);
  await run(0, ['check', '--no-version-header'], shown);
  await run(0, ['check', '--profile', 'shown'], { SMOLFAAS_VERSION_HEADER: 'false' });
  await run(0, ['up'], { SMOLFAAS_PROFILE: 'shown' });
  expect(await isVersionShown()).toBe(true);
  expect((await run(1, ['check', '--profile', 'other'])).stdout).toContain('fn-a');
});

it('is refused with the place of each fault, and nothing changes', async () => {
  const before = (await project.containers()).map(({ Id }) => Id);
  await writeFile(file, lines(['ready_timeout: soon', 'functions: { fn-a: { runtim: go } }']));
  const { stderr } = await run(2, ['up']);
  expect(stderr).toContain(`${file}:9:16: ready_timeout: must be a whole number from 1 to 3600`);
  expect(stderr).toContain(`${file}:10:22: functions.fn-a: unknown key "runtim"`);
  expect((await run(2, ['check', '--profile', 'gone'])).stderr).toContain(file);
  expect((await project.containers()).map(({ Id }) => Id)).toEqual(before);
});

it('does not stop down when it is broken, nor when nothing of it is left', async () => {
  await writeFile(file, `${lines()}functions: {\n`);
  const { stderr } = await run(0, ['down']);
  expect(stderr).toMatch(/warning: .*smolfaas\.yaml:10:1: .*down uses what it can read of it/);
  expect(await project.containers()).toEqual([]);
  await writeFile(file, lines());
  await run(0, ['up']);
  await writeFile(file, '\t{');
  expect((await run(0, ['down', '--force'])).stderr).toContain('warning: ');
  expect(await project.leftovers()).toEqual([]);
});
