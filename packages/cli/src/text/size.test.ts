/** Sizes as text. */
import { expect, test } from 'vitest';
import { size } from './size.js';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [61_440, '61 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [1_234_567, '1.2 MB'],
  [5e9, '5.0 GB'],
  [5e15, '5000 TB'],
])('%i is %s', (bytes, text) => {
  expect(size(bytes)).toBe(text);
});
