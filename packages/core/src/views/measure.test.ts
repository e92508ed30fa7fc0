/**
 * Every byte is counted once, for the right owner.
 */
import { expect, test } from 'vitest';
import type { ImageDetails } from '../contract/disk.js';
import { measure } from './measure.js';
import type { JudgedImage } from '../retire/own-images.js';

const layers = (...sizes: readonly (readonly [string, number])[]): ImageDetails => ({
  layers: sizes.map(([id, bytes]) => ({ id, bytes })),
});

const own = (fn: string, id: string, verdict: JudgedImage['verdict']): JudgedImage => ({
  id,
  tags: [],
  labels: {},
  function: fn,
  verdict,
  age: 0,
});

test('layers of bases, of one function, and of several', () => {
  const details = new Map([
    ['os', layers(['os', 1000])],
    ['node', layers(['os', 1000], ['node', 500])],
    ['a2', layers(['os', 1000], ['node', 500], ['common', 50], ['deps', 20], ['a2', 2])],
    ['a1', layers(['os', 1000], ['node', 500], ['common', 50], ['deps', 20], ['a1', 1])],
    ['b1', layers(['os', 1000], ['node', 500], ['common', 50], ['b1', 7])],
  ]);
  const base = (id: string) => ({ id, tags: [`${id}:1`], labels: {} });
  const sources = {
    images: [own('a', 'a2', 'used'), own('a', 'a1', 'old'), own('b', 'b1', 'used')],
    bases: [base('node'), base('os')],
    details,
  };
  const volumes = [
    { name: 'data', bytes: 5 },
    { name: 'other', bytes: undefined },
  ];
  const usage = measure(sources, { volumes, files: [{ name: '.smolfaas', bytes: 3 }] });
  expect(usage).toEqual({
    functions: [
      { name: 'a', images: 2, bytes: 23, reclaimable: 1 },
      { name: 'b', images: 1, bytes: 7, reclaimable: 0 },
    ],
    sharedByFunctions: 50,
    bases: [
      { name: 'node:1', bytes: 500 },
      { name: 'os:1', bytes: 1000 },
    ],
    volumes,
    files: [{ name: '.smolfaas', bytes: 3 }],
    total: 1000 + 500 + 50 + 20 + 2 + 1 + 7 + 5 + 3,
  });
});

test('nothing is nothing', () => {
  const nothing = { images: [], bases: [], details: new Map() };
  expect(measure(nothing, { volumes: [], files: [] })).toMatchObject({ functions: [], sharedByFunctions: 0, total: 0 });
});
