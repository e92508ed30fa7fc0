import { expect, test } from 'vitest';
import { findCycles, findFolderCycles } from './cycles.mjs';

/** A package whose files import each other as `graph` says. */
const packageOf = (graph) => [
  {
    files: Object.entries(graph).map(([path, targets]) => ({ path, imports: targets.map((target) => ({ target })) })),
  },
];

test('a diamond is no cycle', () => {
  expect(findCycles(packageOf({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
});

test('a cycle is told from its first file back to it', () => {
  expect(findCycles(packageOf({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toEqual([['b', 'c', 'd', 'b']]);
});

test('a file that imports itself is one, and files outside of the workspace are ignored', () => {
  expect(findCycles(packageOf({ a: ['a', 'elsewhere'] }))).toEqual([['a', 'a']]);
});

test('folders that import each other are a cycle, although no two files do', () => {
  const graph = { 'src/a/1.ts': ['src/b/1.ts'], 'src/b/2.ts': ['src/a/2.ts'], 'src/b/1.ts': [], 'src/a/2.ts': [] };
  expect(findCycles(packageOf(graph))).toEqual([]);
  expect(findFolderCycles(packageOf(graph))).toEqual([['src/a', 'src/b', 'src/a']]);
});

test('a folder and one inside of it are one matter, and tests look where they like', () => {
  const graph = { 'src/a/1.ts': ['src/a/in/1.ts'], 'src/a/in/1.ts': ['src/a/2.ts'], 'src/b/1.test.ts': ['src/a/1.ts'] };
  expect(findFolderCycles(packageOf({ ...graph, 'src/a/2.ts': ['src/b/2.ts'], 'src/b/2.ts': [] }))).toEqual([]);
});
