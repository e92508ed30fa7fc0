import { memoryTree } from '@smolfaas/testing';
import { expect, test } from 'vitest';
import { directoriesTo, functionDirectory } from './layout.js';
import { inside, outside } from './paths.js';
import { toolVersion, versionFile } from './stated-versions.js';

test.each([
  ['', './lib', 'lib'],
  ['', '.', ''],
  ['a/b', '../c', 'a/c'],
  ['a', '../..', undefined],
  ['', '../x', undefined],
  ['a', '/etc', undefined],
  ['', 'a/../../function/x', undefined],
])('from %j, %j is %j', (base, path, expected) => {
  expect(inside(base, path)).toBe(expected);
});

test('versions of tools are read without comments', () => {
  const tree = memoryTree({
    '.tool-versions': '# ours\npython 3.12.1 3.11.4 # two\nnodejs 20.11.0\n',
    '.nvmrc': '\n# LTS\nv20.11\n',
  });
  expect(toolVersion(tree, ['node', 'nodejs'])).toEqual({ file: '.tool-versions', text: '20.11.0' });
  expect(toolVersion(tree, ['python'])).toEqual({ file: '.tool-versions', text: '3.12.1' });
  expect(toolVersion(tree, ['golang', 'go'])).toBeUndefined();
  expect(versionFile(tree, '.nvmrc')).toEqual({ file: '.nvmrc', text: 'v20.11' });
  expect(versionFile(tree, '.node-version')).toBeUndefined();
});

test.each([
  ['', './lib', 'lib'],
  ['', '../../lib', '../../lib'],
  ['src', '../../../lib/a', '../../lib/a'],
  ['', '../../lib2', undefined],
  ['', '../other', undefined],
  ['', '../../../up', undefined],
  ['', '../fn/x', 'x'],
  ['../../lib', './deep', '../../lib/deep'],
  ['../../lib', '../functions/fn/x', 'x'],
  ['../../lib', '../core', undefined],
  ['', '/lib', undefined],
])('beside a shared ../../lib, from %j, %j is %j', (base, path, expected) => {
  expect(inside(base, path, { dir: 'functions/fn', paths: ['../../lib'] })).toBe(expected);
});

test.each([
  [{ file: 'go.mod', path: '../lib' }, 'share it with the function: set shared: [../lib] in smolfaas.yaml'],
  [{ file: 'deps/a.txt', path: '../../lib/' }, 'share it with the function: set shared: [../lib] in smolfaas.yaml'],
  [{ file: 'deps/a.txt', path: '../lib', base: '' }, expect.stringContaining('shared: [../lib]') as string],
  [{ file: 'a', path: '..' }, expect.stringMatching(/^move it/) as string],
  [{ file: 'a', path: '/srv/lib' }, expect.stringMatching(/^move it/) as string],
  [{ file: 'a', path: 'the workspace of x' }, expect.stringMatching(/^move it/) as string],
])('%j: what to do', (named, hint) => {
  expect(outside(named).hint).toEqual(hint);
});

test('a function keeps its place below one directory', () => {
  const shared = { dir: 'functions/web', paths: ['../../lib'] };
  expect(functionDirectory('/app', {})).toBe('/app');
  expect(functionDirectory('/app', { shared })).toBe('/app/functions/web');
  expect(directoriesTo('/app', '/app')).toEqual(['/app']);
  expect(directoriesTo('/app', '/app/functions/web')).toEqual(['/app', '/app/functions', '/app/functions/web']);
});
