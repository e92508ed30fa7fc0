import { expect, test } from 'vitest';
import { type Selection, select } from './filter.js';
import type { FileEntry } from './tree.js';

/** A tree from a listing: `dir/` is a directory, `link -> target` a link, all else a file. */
function tree(...lines: string[]): FileEntry[] {
  return lines.map((line) => {
    const [path = '', linkname] = line.split(' -> ');
    const common = { mode: 0o644, size: 0, mtimeSeconds: 0 };
    if (linkname !== undefined) return { ...common, path, kind: 'symlink', linkname };
    return { ...common, path: path.replace(/\/$/, ''), kind: path.endsWith('/') ? 'directory' : 'file' };
  });
}

const chosen = (entries: FileEntry[], selection: Partial<Selection>) =>
  select(entries, { include: [], exclude: [], follow: [], ...selection }).map(({ path }) => path);

const project = tree(
  'go.mod',
  'main.go',
  'pkg/',
  'pkg/go.mod',
  'pkg/a.go',
  'pkg/deep/',
  'pkg/deep/b.go',
  'node_modules/',
  'node_modules/x/',
  'node_modules/x/i.js',
);

test('without patterns everything is chosen', () => {
  expect(chosen(project, {})).toHaveLength(project.length);
});

test('exact paths take their parents along, directories what is below them', () => {
  expect(chosen(project, { include: ['pkg/deep/b.go'] })).toEqual(['pkg', 'pkg/deep', 'pkg/deep/b.go']);
  expect(chosen(project, { include: ['pkg'] })).toEqual(['pkg', 'pkg/go.mod', 'pkg/a.go', 'pkg/deep', 'pkg/deep/b.go']);
  expect(chosen(project, { include: ['/go.mod', 'pkg/'] })).toContain('go.mod');
});

test('patterns span directories with **, not with *', () => {
  expect(chosen(project, { include: ['**/go.mod'] })).toEqual(['go.mod', 'pkg', 'pkg/go.mod']);
  expect(chosen(project, { include: ['*.go'] })).toEqual(['main.go']);
});

test('a directory that matches nothing is left out, an empty one that matches stays', () => {
  expect(chosen(tree('empty/', 'other/'), { include: ['empty'] })).toEqual(['empty']);
});

test('excludes take what is below, and `!` takes back with its parents', () => {
  expect(chosen(project, { exclude: ['node_modules', 'pkg', '!pkg/deep'] })).toEqual([
    'go.mod',
    'main.go',
    'pkg',
    'pkg/deep',
    'pkg/deep/b.go',
  ]);
  expect(chosen(project, { exclude: ['!pkg/deep', 'pkg', 'node_modules'] })).toEqual(['go.mod', 'main.go']);
});

test('matching is case-sensitive', () => {
  expect(chosen(tree('A.log', 'a.log'), { exclude: ['*.log', '!A.log'] })).toEqual(['A.log']);
});

test('characters that only mean something to regular expressions are plain', () => {
  const entries = tree('(group)/', '(group)/a', 'c++', 'ccc', 'x{1}', 'a|b', 'a');
  expect(chosen(entries, { exclude: ['(group)', 'c++', 'x{1}', 'a|b'] })).toEqual(['ccc', 'a']);
});

test('an exact path is found although it looks like a pattern', () => {
  expect(chosen(tree('[id].ts', 'i.ts', 'z.ts'), { include: ['[id].ts'] })).toContain('[id].ts');
});

test('followed paths bring the links on the way and their targets', () => {
  const entries = tree('via -> real/', 'real/', 'real/f', 'real/g', 'other');
  expect(chosen(entries, { follow: ['via/f'] })).toEqual(['via', 'real', 'real/f']);
});

test('a followed path that is the root, or nothing, takes everything', () => {
  expect(chosen(project, { follow: ['.'] })).toHaveLength(project.length);
  expect(chosen(project, { follow: ['/'] })).toHaveLength(project.length);
});

test('followed links end: loops, links to nowhere, links out of the tree', () => {
  expect(chosen(tree('a -> b', 'b -> a', 'c'), { follow: ['a'] })).toEqual(['a', 'b']);
  expect(chosen(tree('a -> a/b', 'c'), { follow: ['a'] })).toEqual(['a']);
  expect(chosen(tree('a -> nowhere', 'c'), { follow: ['a'] })).toEqual(['a']);
  expect(chosen(tree('d/', 'd/a -> ../../../c', 'c', 'e'), { follow: ['d/a'] })).toEqual(['d', 'd/a', 'c']);
});

test('followed patterns expand to links component by component', () => {
  const entries = tree('src/', 'src/one.ts -> ../lib/one.ts', 'src/two.js', 'lib/', 'lib/one.ts', 'lib/x');
  expect(chosen(entries, { follow: ['src/*.ts'] })).toEqual(['src', 'src/one.ts', 'lib', 'lib/one.ts']);
});

test('a long list of paths over a large tree does not take seconds', () => {
  const entries = tree(...Array.from({ length: 20_000 }, (_, i) => `f${i}`));
  const begin = performance.now();
  expect(chosen(entries, { include: entries.filter((_, i) => i % 4 === 0).map(({ path }) => path) })).toHaveLength(
    5_000,
  );
  expect(performance.now() - begin).toBeLessThan(2_000);
});

test('hundreds of links are all followed', () => {
  const numbers = [...Array(600).keys()];
  const entries = tree(
    'bin/',
    ...numbers.map((i) => `bin/${i} -> ../lib/${i}`),
    'lib/',
    ...numbers.map((i) => `lib/${i}`),
    'other',
  );
  expect(chosen(entries, { follow: ['bin/*'] })).toHaveLength(entries.length - 1);
});
