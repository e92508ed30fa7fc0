import { expect, test } from 'vitest';
import { findCycles } from './cycles.mjs';

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
