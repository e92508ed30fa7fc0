/**
 * Tests the stat cache's blob: a round trip keeps every value, any other blob is no cache, and ten
 * thousand files are quick.
 */
import { createHash } from 'node:crypto';
import type { StatCache } from '@smolfaas/core';
import { expect, test } from 'vitest';
import { decodeStatCache, encodeStatCache } from './stat-cache-codec.js';

function cacheOf(count: number): StatCache {
  const records = Array.from({ length: count }, (_, index) => ({
    path: `src/modul-ä/file-${index}.js`,
    dev: 2n ** 64n - 1n,
    ino: 2n ** 63n + BigInt(index),
    size: BigInt(index),
    mtimeNs: index % 2 === 0 ? -1n : 1_700_000_000_123_456_789n,
    ctimeNs: 1_700_000_000_999_999_999n,
    sha256: createHash('sha256').update(String(index)).digest('hex'),
  }));
  return { takenNs: 1_700_000_001_000_000_000n, records: new Map(records.map((record) => [record.path, record])) };
}

test.each([0, 1, 2, 1000])(
  '%i records come back as they were, also numbers beyond 63 bits and times before 1970',
  (count) => {
    const cache = cacheOf(count);
    expect(decodeStatCache(encodeStatCache(cache))).toEqual(cache);
  },
);

test('a blob that starts at any offset of a larger buffer is read', () => {
  const blob = encodeStatCache(cacheOf(3));
  const shifted = Buffer.concat([Buffer.from('x'), blob]).subarray(1);
  expect(decodeStatCache(shifted)).toEqual(cacheOf(3));
});

test('whatever is cut off, or of another format, is no cache', () => {
  const blob = encodeStatCache(cacheOf(2));
  for (let length = 0; length < blob.length - 60; length += 7) {
    expect(decodeStatCache(blob.subarray(0, length))).toBeUndefined();
  }
  const other = Buffer.from(blob);
  other[0] = 9;
  expect(decodeStatCache(other)).toBeUndefined();
  const endless = Buffer.from(blob);
  endless.writeBigInt64LE(2n ** 62n, 16);
  expect(decodeStatCache(endless)).toBeUndefined();
});

test('ten thousand records are decoded without a noticeable pause', () => {
  const blob = encodeStatCache(cacheOf(10_000));
  const start = performance.now();
  expect(decodeStatCache(blob)?.records.size).toBe(10_000);
  expect(performance.now() - start).toBeLessThan(2000);
});
