import type { SourceEntry } from '@smolfaas/core';
import { memoryTree } from '@smolfaas/testing';
import { expect, it } from 'vitest';
import { filesAt } from '../dependency-files.js';
import { followed } from '@smolfaas/runtime-kit';

const link = (path: string, linkname: string): SourceEntry => ({
  path,
  kind: 'symlink',
  mode: 0o777,
  size: 0,
  mtimeSeconds: 0,
  linkname,
});

const files = memoryTree({ 'libs/real/setup.py': '' });
const links = [
  link('words', 'libs/real'),
  link('libs/again', '../words'),
  link('up', '../other'),
  link('gone', 'nowhere'),
  link('a', 'b'),
  link('b', 'a'),
];
const paths = new Set(links.map(({ path }) => path));
const tree = {
  ...files,
  entries: [...files.entries, ...links],
  has: (path: string) => paths.has(path) || files.has(path),
};

it.each([
  ['libs/real', [], 'libs/real'],
  ['words/setup.py', ['words'], 'libs/real/setup.py'],
  ['libs/again', ['libs/again', 'words'], 'libs/real'],
])('%s leads to a path of the function', (path, through, found) => {
  expect(followed(tree, path)).toEqual({ links: through, path: found });
});

it.each([
  ['gone', ['gone'], 'nowhere'],
  ['missing', [], 'missing'],
])('%s leads nowhere', (path, through, missing) => {
  expect(followed(tree, path)).toEqual({ links: through, path: undefined, missing });
});

it('ends at a loop', () => {
  expect(followed(tree, 'a/x')).not.toHaveProperty('missing');
  expect(followed(tree, 'a/x').path).toBeUndefined();
});

it('a package behind a link needs the link and its target; a link that leads out is refused', () => {
  const at = (text: string) => filesAt(tree, [{ file: 'requirements.txt', text, base: '', wanted: 'package' }]);
  expect(at('./words')).toEqual({ include: ['libs/real', 'words'], everything: false, wheels: [] });
  const shared = { ...tree, entries: [...tree.entries, link('libs/real/shared', '../../shared')] };
  const real = { file: 'requirements.txt', text: './libs/real', base: '', wanted: 'package' } as const;
  expect(filesAt(shared, [real])).toMatchObject({ everything: true });
  expect(at('./up')).toMatchObject({
    message: expect.stringMatching(/^up names \.\.\/other, which is outside/),
  });
});
