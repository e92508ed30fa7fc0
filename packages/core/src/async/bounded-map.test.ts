import { expect, test } from 'vitest';
import { boundedMap } from './bounded-map.js';

const soon = (ms = 1) => new Promise((resolve) => setTimeout(resolve, ms));
const never = new AbortController().signal;

test('keeps the order of the items and the limit', async () => {
  let running = 0;
  let most = 0;
  const doubled = await boundedMap([5, 1, 3, 2, 4], 2, never, async (n) => {
    most = Math.max(most, ++running);
    await soon(n);
    running--;
    return n * 2;
  });
  expect(doubled).toEqual([10, 2, 6, 4, 8]);
  expect(most).toBe(2);
});

test('after a failure nothing new begins, and what began is waited for', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const run = boundedMap([0, 1, 2, 3], 2, never, async (n) => {
    begun.push(n);
    if (n === 0) throw new Error('first');
    await soon(10);
    ended.push(n);
  });
  await expect(run).rejects.toThrow('first');
  expect([begun, ended]).toEqual([[0, 1], [1]]);
});

test('an abort ends it with the reason, after what began', async () => {
  const controller = new AbortController();
  const ended: number[] = [];
  const run = boundedMap([0, 1, 2], 1, controller.signal, async (n) => {
    controller.abort(new Error('stop'));
    await soon(5);
    ended.push(n);
  });
  await expect(run).rejects.toThrow('stop');
  expect(ended).toEqual([0]);
});

test('of nothing is nothing, whatever the limit', async () => {
  expect(await boundedMap([], 0, never, soon)).toEqual([]);
  expect(await boundedMap([1], 0, never, async (n) => n)).toEqual([1]);
});
