/** A request in the daemon's words. */
import { expect, test } from 'vitest';
import { pruneOptions } from './builder-cache.js';

test.each([
  [{ all: true }, { all: true }],
  [{ unusedForMs: 1000 }, { keepDurationMs: 1000 }],
  // Daemons before 0.17 know only the first of the two, which newer ones take for the space that is reserved.
  [{ maxBytes: 500 }, { keepBytes: 500, maxUsedBytes: 500 }],
] as const)('%j', (request, options) => {
  expect(pruneOptions(request)).toEqual(options);
});
