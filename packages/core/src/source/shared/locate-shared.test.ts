/** Shared directories and files on a real disk: where they are, and what is refused. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateShared } from './locate-shared.js';

let root = '';
let dir = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-shared-')));
  dir = join(root, 'functions/web');
  for (const one of [
    'functions/web/src',
    'functions/_lib',
    'functions/api',
    'lib/js',
    'lib/node_modules/x',
    'lib/.venv',
  ])
    mkdirSync(join(root, one), { recursive: true });
  writeFileSync(join(root, 'lib/a.json'), '{}');
  writeFileSync(join(root, 'lib/js/b.json'), '{}');
  writeFileSync(join(root, 'lib/node_modules/x/c.json'), '{}');
  writeFileSync(join(root, 'lib/.venv/d.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

const located = async (...paths: string[]) => {
  const found = await locateShared('web', dir, paths, ['.venv']);
  return found && { root: found.root, dir: found.dir, paths: found.paths, kinds: found.places.map(({ kind }) => kind) };
};

test('nothing is shared', async () => {
  expect(await locateShared('web', dir, undefined)).toBeUndefined();
  expect(await located()).toBeUndefined();
});

test('the root is the nearest directory that contains the function and all that it shares', async () => {
  const beside = { root: join(root, 'functions'), dir: 'web', paths: ['../_lib'], kinds: ['directory'] };
  expect(await located('../_lib/')).toEqual(beside);
  const above = { root, dir: 'functions/web', paths: ['../../lib', '../_lib'], kinds: ['directory', 'directory'] };
  expect(await located('../_lib', '../../lib/**')).toEqual(above);
  expect(await located('../../lib/a.json')).toEqual({ ...above, paths: ['../../lib/a.json'], kinds: ['file'] });
});

test('a pattern means what it matches, without litter, the function and what is in another match', async () => {
  expect((await located('../../lib/**/*.json'))?.paths).toEqual(['../../lib/a.json', '../../lib/js/b.json']);
  expect((await located('../*'))?.paths).toEqual(['../_lib', '../api']);
  expect((await located('../../functions/_*'))?.paths).toEqual(['../_lib']);
  expect((await located('../../lib/*'))?.paths).toEqual(['../../lib/a.json', '../../lib/js']);
  expect((await located('../../{lib,li*}'))?.paths).toEqual(['../../lib']);
});

test.each([
  ['../nothing', 'missing'],
  ['../../lib/a.json/x', 'missing'],
  ['../../lib/*.txt', 'no-match'],
  ['../web/src', 'inside'],
  ['../web', 'contains'],
  ['../../link', 'contains'],
  ['../../file-link', 'special'],
])('%s: %s', async (path, fault) => {
  symlinkSync('.', join(root, 'link'));
  symlinkSync('lib/a.json', join(root, 'file-link'));
  await expect(located(path)).rejects.toMatchObject({
    code: 'shared-unusable',
    facts: { function: 'web', path, fault },
  });
});

test('a directory may be a link, and keeps the path of the link', async () => {
  symlinkSync('lib', join(root, 'linked'));
  expect((await located('../../linked'))?.paths).toEqual(['../../linked']);
});
