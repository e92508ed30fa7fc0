import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLimit } from './limit.mjs';

test('never more jobs at once than places, every job runs, in the order of asking', async () => {
  const limited = createLimit(3);
  const begun = [];
  let running = 0;
  let most = 0;
  const job = (n) => async () => {
    begun.push(n);
    running += 1;
    most = Math.max(most, running);
    await sleep(5);
    running -= 1;
    return n;
  };
  const numbers = [...Array(10).keys()];
  expect(await Promise.all(numbers.map((n) => limited(job(n))))).toEqual(numbers);
  expect(most).toBe(3);
  expect(begun).toEqual(numbers);
});

test('a job that fails gives its place back', async () => {
  const limited = createLimit(1);
  const failing = limited(() => Promise.reject(new Error('broken')));
  await expect(failing).rejects.toThrow('broken');
  expect(await limited(() => 'next')).toBe('next');
});
