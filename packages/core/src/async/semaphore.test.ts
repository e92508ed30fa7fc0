import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { semaphore } from './semaphore.js';

test('so many at once, first come, first served; one that fails gives its place back', async () => {
  const work = semaphore(2, new AbortController().signal);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const piece = (n: number) => async () => {
    begun.push(n);
    most = Math.max(most, (running += 1));
    await sleep(5);
    running -= 1;
    if (n === 1) throw new Error('one fails');
    return n;
  };
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => work(piece(n))));
  expect(outcomes.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});

test('nothing begins after the abort', async () => {
  const stop = new AbortController();
  const work = semaphore(1, stop.signal);
  let second = false;
  const first = work(async () => {
    await sleep(5);
    stop.abort(new Error('interrupted'));
  });
  await expect(work(async () => (second = true))).rejects.toThrow('interrupted');
  await first;
  expect(second).toBe(false);
});
