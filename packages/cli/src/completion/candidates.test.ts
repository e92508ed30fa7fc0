/** What completion offers on an unfinished command line, with the manifest of this build. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moduleSpy } from '../testing/module-spy.js';
import { runCli } from '../testing/run-cli.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { answer } from './answer.js';
import { complete } from './candidates.js';
import { functionsDirIn } from './functions-directory.js';
import type { Manifest } from './manifest.js';

const file = new URL('../../oclif.manifest.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;

function project(...names: readonly string[]): string {
  const cwd = temporaryFolder();
  for (const name of names) mkdirSync(join(cwd, 'functions', name), { recursive: true });
  return cwd;
}

const cwd = project('web', 'api-a', 'api-b', '_lib', 'Bad_Name');
symlinkSync('web', join(cwd, 'functions', 'web-2'));

/** The values for the last of these words; the paths that the shell may add follow it. */
async function offered(line: string, env: Record<string, string> = {}, where = cwd): Promise<string> {
  const errorCodes = async () => [{ value: 'port-taken', about: '' }];
  const { candidates, paths } = await complete(line.split(' '), { manifest, cwd: where, home: '/', env, errorCodes });
  return [...candidates.map(({ value }) => value), ...(paths === 'none' ? [] : [`:${paths}`])].join(' ');
}

describe('complete', () => {
  it.each([
    ['u', 'up url'],
    ['--verbose re', 'restart'],
    ['-d x re', 'restart'],
    ['images ', 'bundle load lock pull'],
    ['runtimes n', 'new'],
    ['nope ', ''],
    ['up ', 'api-a api-b web web-2'],
    ['up web ', 'api-a api-b web-2'],
    ['up --verbose a', 'api-a api-b'],
    ['-n net up a', 'api-a api-b'],
    ['up -- a', 'api-a api-b'],
    ['wait ', 'api-a api-b web web-2'],
    ['wait web ', ''],
    ['up functions/w', ':directories'],
    ['check ', ''],
    ['up --dr', '--drain-timeout --dry-run'],
    ['up --dry-run --dr', '--drain-timeout'],
    ['up --no-v', '--no-version-header'],
    ['up --bind ::1 --bin', '--bind'],
    ['check --pro', '--profile --problems'],
    ['check --p', '--problems'],
    ['check --paral', '--parallel'],
    ['up --builder ', 'auto engine container'],
    ['up --builder=c', 'container'],
    ['up --builder = c', 'container'],
    ['up --builder =', 'auto engine container'],
    ['up --functions-dir ', ':directories'],
    ['up -d ', ':directories'],
    ['up --config ', ':files'],
    ['up --ca-file=', ':files'],
    ['images bundle ', ':files'],
    ['images bundle --functions w', 'web web-2'],
    ['completion ', 'bash zsh fish'],
    ['help er', 'errors'],
    ['help u', 'up url'],
    ['help images p', 'pull'],
    ['help errors ', 'port-taken'],
    ['help errors port-taken ', ''],
    ['--vers', '--version-header --version'],
    ['up --addr ', ''],
  ])('%s', async (line, values) => {
    expect(await offered(line)).toBe(values);
  });

  it('reads the functions directory that the command would', async () => {
    mkdirSync(join(cwd, 'else', 'where'), { recursive: true });
    expect(await offered('-d else up ')).toBe('where');
    expect(await offered('up --functions-dir=else ')).toBe('where');
    expect(await offered('up ', { SMOLFAAS_FUNCTIONS_DIR: 'else' })).toBe('where');
    expect(await offered('up -d nowhere ')).toBe('');
  });

  it('finds the project from a sub-directory', async () => {
    const below = join(cwd, 'functions', 'web', 'src');
    mkdirSync(below, { recursive: true });
    expect(await offered('up a', {}, below)).toBe('api-a api-b');
    expect(await offered('up ', {}, join(cwd, 'functions'))).toBe('api-a api-b web web-2');
  });

  it('reads functions_dir of the project file, also of one that is broken', async () => {
    const dir = project('ignored');
    const [yaml, below] = [join(dir, 'smolfaas.yaml'), join(dir, 'docs')];
    for (const path of [below, join(dir, 'services', 'billing'), join(dir, 'more', 'one')])
      mkdirSync(path, { recursive: true });
    writeFileSync(yaml, 'version: 1\nfunctions_dir: services # all of them\n');
    expect(await offered('up ', {}, dir)).toBe('billing');
    expect(await offered('up ', {}, below)).toBe('billing');
    expect(await offered('up -d more ', {}, dir)).toBe('one');
    writeFileSync(yaml, 'functions_dir: "./services"\nfunctions: [ {{{\n\t: broken');
    expect(await offered('up ', {}, dir)).toBe('billing');
    writeFileSync(yaml, '\0 not: [yaml');
    expect(await offered('up ', {}, dir)).toBe('ignored');
    writeFileSync(join(below, 'other.yaml'), "functions_dir: '../more'\n");
    expect(await offered('up --config docs/other.yaml ', {}, dir)).toBe('one');
    expect(await offered('up ', { SMOLFAAS_CONFIG: 'docs/other.yaml' }, dir)).toBe('one');
  });
});

describe('functionsDirIn', () => {
  it.each([
    ['functions_dir: src', 'src'],
    ['version: 1\r\nfunctions_dir:   a b/c  \r\n', 'a b/c'],
    ['functions_dir: "a # b" # c', 'a # b'],
    ["functions_dir: 'it'", 'it'],
    ['functions_dir: a#b', 'a#b'],
    ['functions:\n  functions_dir: inner', undefined],
    ['# functions_dir: no', undefined],
    ['functions_dir: &anchor x', undefined],
    ['functions_dir: >', undefined],
    ['functions_dir:', undefined],
  ])('%j', (text, directory) => {
    expect(functionsDirIn(text)).toBe(directory);
  });
});

describe('answer', () => {
  const lines = async (...args: string[]) =>
    (await answer(args, { cwd, home: '/', env: {}, manifest: file })).split('\n');

  it('replaces the whole word, and in bash what is after =', async () => {
    expect(await lines('zsh', 'up', '--builder=a')).toEqual(['--builder=auto\t', ':none', '']);
    expect(await lines('bash', 'up', '--builder', '=', 'a')).toEqual(['auto\t', ':none', '']);
  });

  it('describes in one line each', async () => {
    expect(await lines('fish', 'rest')).toEqual([
      'restart\tReplace containers by new ones of the same image, without losing a request.',
      ':none',
      '',
    ]);
  });

  it('comes from a program that loads neither oclif nor core', async () => {
    const { options, loaded } = moduleSpy();
    const { code, stdout, stderr } = await runCli(['__complete', 'bash', 'che'], {}, options);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^check\t.*\n:none\n$/);
    expect(loaded()).not.toMatch(/@oclif|packages\/core\/dist/);
    expect(loaded()).not.toContain('commands/index');
  });
});
