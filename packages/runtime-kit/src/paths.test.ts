import { memoryTree } from '@smolfaas/testing';
import { expect, test } from 'vitest';
import { inside } from './paths.js';
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
