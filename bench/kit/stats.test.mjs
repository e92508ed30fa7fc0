import { expect, test } from 'vitest';
import { percentile, slope, summary } from './stats.mjs';

test('a summary has the middle, the ends and the number, to a tenth', () => {
  expect(summary([30.04, 10, 20])).toEqual({ median: 20, min: 10, max: 30, n: 3 });
  expect(summary([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4, n: 4 });
  expect(summary([7.77])).toEqual({ median: 7.8, min: 7.8, max: 7.8, n: 1 });
});

test('the samples keep their order', () => {
  const samples = [3, 1, 2];
  summary(samples);
  expect(samples).toEqual([3, 1, 2]);
});

test('percentiles lie between their neighbours', () => {
  const sorted = [0, 10, 20, 30, 40];
  expect([0, 25, 90, 100].map((percent) => percentile(sorted, percent))).toEqual([0, 10, 36, 40]);
});

test('growth is the difference by the functions between; its range is the widest that the samples allow', () => {
  const small = { count: 20, median: 400, min: 380, max: 480, n: 7 };
  const large = { count: 100, median: 800, min: 760, max: 840, n: 5 };
  expect(slope(small, large)).toEqual({ median: 5, min: 3.5, max: 5.75, n: 5 });
});
