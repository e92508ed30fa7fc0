import { expect, test } from 'vitest';
import { canonicalHash } from '../desired/canonical-hash.js';
import type { Recipe } from '../contract/runtime.js';
import { isFormerDigest } from './former-digests.js';

const image = { kind: 'llb', definition: new Uint8Array([1]), config: { config: {} } } as const;
const hints = ['a', 'b', 'c'].map((output) => ({ output, hint: `about ${output}` }));
const now: Recipe = { image, secrets: {}, notes: ['new'], failureHints: hints, outputHints: hints };

test.each<Partial<Recipe>>([
  { image, secrets: {}, notes: [], failureHints: hints.slice(0, 2) },
  { image, secrets: {}, notes: ['new'], failureHints: hints },
  { image, secrets: {} },
  { image, secrets: {}, notes: [] },
])('a recipe with fewer remarks is the same: %j', (former) => {
  expect(isFormerDigest(canonicalHash(former), now)).toBe(true);
});

test.each<Partial<Recipe>>([
  { image: { ...image, definition: new Uint8Array([2]) }, secrets: {}, notes: [], failureHints: hints },
  { image, secrets: { ca: { host: 'ca' } }, notes: [], failureHints: hints },
  { image, secrets: {}, notes: ['other'], failureHints: hints },
])('another recipe is not: %j', (former) => {
  expect(isFormerDigest(canonicalHash(former), now)).toBe(false);
});
