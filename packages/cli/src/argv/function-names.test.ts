/** Which arguments name a function by the path of its directory, and which ones name several. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { moduleSpy } from '../testing/module-spy.js';
import { runCli } from '../testing/run-cli.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { functionName, functionNames } from './function-names.js';

const names = (...args: string[]) => functionNames(args, { functionsDir: '/p/functions', cwd: '/p' });

it.each([
  ['web', 'web'],
  ['functions/web', 'web'],
  ['./functions/web/', 'web'],
  ['/p/functions/web', 'web'],
  ['functions/web/src', 'functions/web/src'],
  ['other/web', 'other/web'],
])('%s is %s', async (arg, name) => {
  expect(await names(arg)).toEqual([name]);
});

it('keeps the order, and names each function once', async () => {
  expect(await names('web', 'api', 'functions/web')).toEqual(['web', 'api']);
});

/** A project with these directories in it. */
function project(...directories: readonly string[]) {
  const cwd = temporaryFolder();
  const functionsDir = join(cwd, 'functions');
  for (const name of directories) mkdirSync(join(functionsDir, name), { recursive: true });
  return { cwd, functionsDir };
}

it.each<[string, string[]]>([
  ['api-*', ['api-a', 'api-b']],
  ['functions/api-*', ['api-a', 'api-b']],
  ['{web,api-b}', ['api-b', 'web']],
  ['fn-?', ['fn-1']],
  ['*', ['api-a', 'api-b', 'fn-1', 'web']],
  ['!(web)', ['api-a', 'api-b', 'fn-1']],
  ['nope-*', ['nope-*']],
  ['api-*/src', ['api-*/src']],
])('the pattern %s is %j', async (pattern, found) => {
  const places = project('web', 'api-b/src', 'api-a', 'fn-1', '_lib', '.git');
  writeFileSync(join(places.functionsDir, 'api-notes.txt'), '');
  expect(await functionNames([pattern], places)).toEqual(found);
});

it('follows symbolic links to directories', async () => {
  const places = project('web');
  symlinkSync('web', join(places.functionsDir, 'web-2'));
  expect(await functionNames(['web*'], places)).toEqual(['web', 'web-2']);
});

it('names each function once, whatever names it', async () => {
  expect(await functionNames(['web', 'w*', '*'], project('web', 'api'))).toEqual(['web', 'api']);
});

it('leaves a pattern alone where there is no directory', async () => {
  expect(await names('w*')).toEqual(['w*']);
});

it('refuses a pattern that names several where one is needed', async () => {
  const places = project('web', 'api-a', 'api-b');
  expect(await Promise.all(['web', 'w*', 'nope-*'].map((arg) => functionName(arg, places)))).toEqual([
    'web',
    'web',
    'nope-*',
  ]);
  await expect(functionName('api-*', places)).rejects.toMatchObject({
    message: '"api-*" names 2 functions, and this command is about one',
    hint: 'name one of them: api-a, api-b',
  });
});

it('is imported only when a command takes names', async () => {
  const { options, loaded } = moduleSpy();
  await runCli(['up', '--help'], {}, options);
  expect(loaded()).not.toContain('fast-glob');
});
