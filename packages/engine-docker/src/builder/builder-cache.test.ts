/**
 * Tests the cache request in the daemon's terms.
 */
import { expect, test } from 'vitest';
import { pruneOptions } from './builder-cache.js';

test.each([
  [{ all: true }, { all: true }],
  [{ unusedForMs: 1000 }, { keepDurationMs: 1000 }],
  // Daemons before 0.17 know only the first field, which newer ones interpret as reserved space.
  [{ maxBytes: 500 }, { keepBytes: 500, maxUsedBytes: 500 }],
] as const)('%j', (request, options) => {
  expect(pruneOptions(request)).toEqual(options);
});
