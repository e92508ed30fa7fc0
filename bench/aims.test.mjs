import { expect, test } from 'vitest';
import { judged } from './aims.mjs';

const row = (id, ours, theirs) => ({
  id,
  ours: { median: ours },
  ...(theirs !== undefined && { peer: { median: theirs } }),
});

test('a ratio at its bound is reached, above it missed', () => {
  expect(judged(row('up/unchanged/20', 150, 1000))).toMatchObject({ ratio: 0.15, aim: { most: 0.15, reached: true } });
  expect(judged(row('up/unchanged/20', 160, 1000))).toMatchObject({ ratio: 0.16, aim: { reached: false } });
});

test('a rounded ratio does not pass for one that is too high', () => {
  expect(judged(row('up/unchanged/20', 150.4, 1000))).toMatchObject({ ratio: 0.15, aim: { reached: false } });
});

test('throughput has to be high', () => {
  expect(judged(row('router/throughput', 95, 100)).aim.reached).toBe(true);
  expect(judged(row('router/throughput', 94, 100)).aim.reached).toBe(false);
});

test('memory and growth are judged by our own figure; the peer only stands beside', () => {
  expect(judged(row('up/memory/100', 151, 10)).aim.reached).toBe(false);
  expect(judged(row('up/unchanged/each', 5, 1)).aim.reached).toBe(true);
});

test('a difference below zero has no ratio, and is still judged by itself', () => {
  const told = judged(row('up/unchanged/each', -1.5, 146));
  expect(told.ratio).toBeUndefined();
  expect(told.aim.reached).toBe(true);
});

test('without a peer a ratio is neither reached nor missed', () => {
  expect(judged(row('up/first/20', 5))).toEqual({ ...row('up/first/20', 5), aim: { of: 'ratio', most: 0.8 } });
});

test('a request that failed or came from the old version misses the aim', () => {
  expect(judged({ id: 'replace/requests', failed: 0, stale: 0 }).aim.reached).toBe(true);
  expect(judged({ id: 'replace/requests', failed: 0, stale: 1 }).aim.reached).toBe(false);
});

test('a row without an aim stays without', () => {
  expect(judged(row('start-up/help', 200, 100))).toEqual({ ...row('start-up/help', 200, 100), ratio: 2 });
});
