import { expect, test } from 'vitest';
import { comparePaths, sortByPath } from './order.js';

const sorted = (paths: string[]) => sortByPath(paths.map((path) => ({ path }))).map(({ path }) => path);

test('a name with a byte below "/" sorts after everything in the directory it begins like', () => {
  const order = [
    'testproj',
    'testproj/a',
    'testproj/sub',
    'testproj/sub/x',
    'testproj-1',
    'testproj.sub',
    'testproj.sub/a',
  ];
  expect(sorted([...order].reverse())).toEqual(order);
});

test('names are compared by bytes, not by UTF-16 units and not by language', () => {
  // U+FFEE is EF BF AE and U+1F600 is F0 9F 98 80, but as UTF-16 the second begins with D83D.
  expect(sorted(['\u{1f600}', '\uffee', 'ä', 'z', 'B', 'a'])).toEqual(['B', 'a', 'z', 'ä', '\uffee', '\u{1f600}']);
});

test('equal paths are equal, a parent comes before what is in it', () => {
  expect(comparePaths('a/b', 'a/b')).toBe(0);
  expect(comparePaths('a', 'a/b')).toBeLessThan(0);
});
