/** Requests are counted by function between two samples, in bounded memory. */
import { expect, it } from 'vitest';
import { requestSamples } from './request-samples.js';

it('counts between two samples', () => {
  const samples = requestSamples();
  for (let ms = 1; ms <= 100; ms += 1) samples.add({ function: 'a', ms });
  samples.add({ function: 'b', ms: 2 });
  expect(samples.take()).toEqual(
    new Map([
      ['a', { count: 100, p95Ms: 95 }],
      ['b', { count: 1, p95Ms: 2 }],
    ]),
  );
  expect(samples.take()).toEqual(new Map());
});

it('keeps a bounded number of durations', () => {
  const samples = requestSamples();
  for (let n = 0; n < 10_500; n += 1) samples.add({ function: 'a', ms: n < 10_000 ? 2 : 1000 });
  expect(samples.take().get('a')).toEqual({ count: 10_500, p95Ms: 2 });
});
