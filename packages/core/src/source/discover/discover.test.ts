/**
 * Which directories are functions (rows 1, 3, 4, 8, 12).
 * The tests use real directories with names of all kinds.
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asNobody } from '../as-nobody.test.fixture.js';
import { type Discovered, discoverFunctions } from './discover.js';

const PREFIX = 'smolfaas-func';
let temp: string;
let root: string;

beforeEach(() => {
  temp = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-discover-')));
  root = join(temp, 'functions');
  mkdirSync(root);
});
afterEach(() => {
  chmodSync(root, 0o755);
  rmSync(temp, { recursive: true });
});

const make = (...names: (string | Buffer)[]): void => {
  for (const name of names) mkdirSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name)]));
};
const summary = ({ candidates }: Discovered): unknown =>
  candidates.map(({ name, error }) => (error === undefined ? name : [name, error.code]));

test('finds direct sub-directories, sorted; passes over hidden ones, node_modules and plain files', async () => {
  make('b', 'a-b', 'a', 'ab', '.git', '_shared', 'node_modules');
  mkdirSync(join(root, 'a', 'nested'));
  writeFileSync(join(root, 'README.md'), '');
  const found = await discoverFunctions(root, PREFIX);
  expect(found.functionsDir).toBe(root);
  expect(found.candidates).toEqual(['a', 'a-b', 'ab', 'b'].map((name) => ({ name, dir: join(root, name) })));
});

test('row 1: a directory with a bad name is reported and hides no other', async () => {
  make(
    'good',
    'Hello',
    'a_b',
    'a.b',
    '-a',
    'sp ace',
    '😀',
    'new\nline',
    '\u001b[31mred',
    Buffer.from('caf\xe9', 'latin1'),
  );
  expect(summary(await discoverFunctions(root, PREFIX))).toEqual([
    ['-a', 'bad-function-name'],
    ['Hello', 'bad-function-name'],
    ['\\x1b[31mred', 'bad-function-name'],
    ['a.b', 'bad-function-name'],
    ['a_b', 'bad-function-name'],
    ['caf\\xe9', 'bad-function-name'],
    'good',
    ['new\\nline', 'bad-function-name'],
    ['sp ace', 'bad-function-name'],
    ['😀', 'bad-function-name'],
  ]);
});

test('row 4: a functions directory that is missing, a file, or behind a file', async () => {
  const file = join(temp, 'file');
  writeFileSync(file, '');
  const missing = join(temp, 'nope');
  await expect(discoverFunctions(missing, PREFIX)).rejects.toMatchObject({
    code: 'functions-dir-missing',
    facts: { path: missing },
  });
  await expect(discoverFunctions(file, PREFIX)).rejects.toMatchObject({ code: 'functions-dir-not-directory' });
  await expect(discoverFunctions(join(file, 'x'), PREFIX)).rejects.toMatchObject({
    code: 'functions-dir-not-directory',
  });
});

test.each([0o000, 0o444, 0o111])('row 4: an unreadable functions directory (mode %o)', (mode) => {
  make('a');
  chmodSync(temp, 0o755);
  chmodSync(root, mode);
  const module = new URL('../../../dist/source/discover/discover.js', import.meta.url);
  const said = asNobody(
    { discoverFunctions: module },
    `return discoverFunctions(${JSON.stringify(root)}, 'p').catch(({ code, facts }) => ({ code, facts }));`,
  );
  expect(said).toEqual({ code: 'functions-dir-unreadable', facts: { path: root, errno: 'EACCES' } });
});

test('row 8: a link to a directory counts when it stays below the functions directory, and leads to its source', async () => {
  make('real', '_hidden');
  symlinkSync('real', join(root, 'alias'));
  symlinkSync(join(root, '_hidden'), join(root, 'shown'));
  const { candidates } = await discoverFunctions(root, PREFIX);
  expect(candidates).toEqual([
    { name: 'alias', dir: join(root, 'real') },
    { name: 'real', dir: join(root, 'real') },
    { name: 'shown', dir: join(root, '_hidden') },
  ]);
});

test('row 8: a link that leads outside, to the directory itself, in a circle or nowhere is an error of that function', async () => {
  mkdirSync(join(temp, 'functions-elsewhere'));
  symlinkSync('../functions-elsewhere', join(root, 'outside'));
  symlinkSync('/etc', join(root, 'etc'));
  symlinkSync('.', join(root, 'self'));
  symlinkSync('circle', join(root, 'circle'));
  symlinkSync('gone\n', join(root, 'dangling'));
  symlinkSync('/etc/passwd', join(root, 'file'));
  const { candidates } = await discoverFunctions(root, PREFIX);
  expect(candidates.map(({ name, error }) => [name, error?.code, error?.facts])).toEqual([
    ['circle', 'function-link-outside', { name: 'circle', target: 'circle' }],
    ['dangling', 'function-link-outside', { name: 'dangling', target: 'gone\\n' }],
    ['etc', 'function-link-outside', { name: 'etc', target: '/etc' }],
    ['outside', 'function-link-outside', { name: 'outside', target: join(temp, 'functions-elsewhere') }],
    ['self', 'function-link-outside', { name: 'self', target: root }],
  ]);
});

test('row 12: a parent path that is not ASCII, and one that is a link, lead to the real path', async () => {
  const parent = join(temp, 'grün 名前');
  mkdirSync(join(parent, 'fns', 'a'), { recursive: true });
  symlinkSync(parent, join(temp, 'link'));
  const found = await discoverFunctions(join(temp, 'link', 'fns'), PREFIX);
  expect(found).toEqual({
    functionsDir: join(parent, 'fns'),
    candidates: [{ name: 'a', dir: join(parent, 'fns', 'a') }],
  });
});

test('a directory that a function shares is none, unless the project file names it as one', async () => {
  make('web', 'lib', 'data', 'api');
  const web = { settings: {}, shared: ['../lib/', '../data/**', '../api/src'] };
  const chosen = new Map([['web', web]]);
  expect(summary(await discoverFunctions(root, PREFIX, chosen))).toEqual(['api', 'web']);
  chosen.set('lib', { settings: {}, shared: [] });
  expect(summary(await discoverFunctions(root, PREFIX, chosen))).toEqual(['api', 'lib', 'web']);
});
