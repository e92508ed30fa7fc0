/**
 * The language of `.dockerignore`.
 * The documented meaning of each construct is the expectation.
 */
import { describe, expect, test } from 'vitest';
import { parseIgnoreFile } from './ignore-file.js';
import { isIgnored, mayReincludeBelow } from './ignore-pattern.js';

/** Lines of a pattern file, paths that are out, paths that are in. */
const TABLE: readonly (readonly [lines: string, out: readonly string[], kept: readonly string[]])[] = [
  ['a', ['a', 'a/b', 'a/b/c'], ['b', 'b/a', 'ab', 'A']],
  ['/a/', ['a', 'a/b'], ['b/a']],
  ['./a//b/../c', ['a/c', 'a/c/d'], ['a/b', 'c']],
  ['../a', [], ['a']],
  ['.', [], ['a', '.a']],
  ['/', [], ['a']],
  ['*', ['a', '.a', 'a/b'], []],
  ['*.md', ['a.md', '.md'], ['d/a.md', 'amd', 'a.mdx']],
  ['*/*.md', ['d/a.md'], ['a.md', 'd/e/a.md']],
  ['a?c', ['abc', 'aüc', 'a😀c', 'abc/d'], ['a/c', 'ac', 'abbc']],
  ['**/a', ['a', 'b/a', 'b/c/a', 'b/a/c'], ['ba', 'b/ca']],
  ['**.md', ['a.md', 'd/a.md', '.md'], ['a.mdx']],
  ['a/**', ['a/b', 'a/b/c'], ['a', 'ab']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b/z'], ['a/xb', 'b']],
  ['**/*.md', ['a.md', 'd/a.md', 'd/e/a.md'], ['a.txt']],
  ['**', ['a', 'a/b'], []],
  ['[a-c]x', ['ax', 'cx'], ['dx', '-x', '/x']],
  ['[^a]x', ['bx', '^x'], ['ax', 'x']],
  ['[a^]x', ['ax', '^x'], ['bx']],
  ['[\\]]x', [']x'], ['x', '\\x']],
  ['[[]x', ['[x'], ['x']],
  ['a\\*b', ['a*b'], ['axb', 'a\\*b']],
  ['\\!a', ['!a'], ['a']],
  ['\\#a', ['#a'], ['a']],
  ['a(b)+{c}|$^.d', ['a(b)+{c}|$^.d'], ['abb', 'a(b)+{c}|$^xd']],
  ['app/(group)/*', ['app/(group)/x'], ['app/group/x']],
  ['c++', ['c++', 'c++/x'], ['c', 'ccc']],
  ['.env', ['.env'], ['xenv', 'd/.env']],
  ['# comment\n\n  a  \n\t', ['a'], ['# comment', 'b']],
  [' # no comment', ['# no comment'], ['a']],
  ['a\r\nb\r\n', ['a', 'b'], ['c']],
  ['*\n!a', ['b', 'b/a'], ['a', 'a/b']],
  ['!a\n*', ['a'], []],
  ['*\n!d/keep', ['d', 'd/x', 'keep'], ['d/keep', 'd/keep/x']],
  ['d\n!d/keep', ['d', 'd/x'], ['d/keep']],
  ['*.md\n!README.md\nREADME.md', ['README.md'], []],
  ['**/node_modules\n!a/node_modules', ['node_modules/x', 'b/node_modules'], ['a/node_modules', 'a/node_modules/x']],
  ['constructor\n__proto__', ['constructor', '__proto__'], ['toString', 'hasOwnProperty']],
];

test.each(TABLE)('%j', (lines, out, kept) => {
  const patterns = parseIgnoreFile(lines);
  expect(out.filter((path) => !isIgnored(patterns, path))).toEqual([]);
  expect(kept.filter((path) => isIgnored(patterns, path))).toEqual([]);
});

test('every name is its own pattern once its special characters are escaped', () => {
  for (let code = 0x20; code < 0x7f; code++) {
    const name = `x${String.fromCodePoint(code)}y`;
    if (name.includes('/')) continue;
    const patterns = parseIgnoreFile(name.replaceAll(/[*?[\\]/g, '\\$&'));
    expect([name, isIgnored(patterns, name), isIgnored(patterns, 'xy')]).toEqual([name, true, false]);
  }
});

test.each(['!', '! ', 'a[', '[]', '[a', 'b\\', '[z-a]', '[a-]', '[-a]', '[]a]', 'ok\n[a'])(
  'row 18: malformed %j is an error that names the line',
  (text) => {
    expect(() => parseIgnoreFile(text)).toThrow(text.startsWith('ok') ? /^line 2: / : /^line 1: /);
  },
);

describe('mayReincludeBelow never says no where an exception brings something back', () => {
  test.each([
    ['d\n!d/keep', 'd', true],
    ['d\n!d/keep', 'e', false],
    ['*\n!a/b/c', 'a', true],
    ['*\n!a/b/c', 'a/b', true],
    ['*\n!a/b/c', 'a/x', false],
    ['*\n!a/b/c', 'a/b/c', false],
    ['*\n!**/keep', 'a/b/c/d', true],
    ['*\n!*/keep', 'a', true],
    ['*\n!*/keep', 'a/b', false],
    ['*\n!a', 'b', false],
    ['*', 'a', false],
  ])('%j, %s: %s', (lines, dir, expected) => {
    expect(mayReincludeBelow(parseIgnoreFile(lines), dir)).toBe(expected);
  });

  test('over all small pattern files and paths', () => {
    const parts = ['a', 'b', '*', '**', 'a/b', 'a/*', '*/b', '**/b', 'a/**', 'a/**/b'];
    const dirs = ['a', 'b', 'a/a', 'a/b', 'b/a', 'b/b'];
    for (const first of parts) {
      for (const second of parts) {
        const patterns = parseIgnoreFile(`${first}\n!${second}`);
        for (const dir of dirs.filter((one) => isIgnored(patterns, one) && !mayReincludeBelow(patterns, one))) {
          const below = ['a', 'b', 'a/a', 'a/b', 'b/b'].map((rest) => `${dir}/${rest}`);
          expect([first, second, below.filter((path) => !isIgnored(patterns, path))]).toEqual([first, second, []]);
        }
      }
    }
  });
});
