/**
 * Tests how digests and sizes of layers are joined.
 */
import { expect, test } from 'vitest';
import { stackLayers } from './image-details.js';

const sizes = (digests: string[], history: number[]) => stackLayers(digests, history).map(({ bytes }) => bytes);

test('each line of a history that fits is a layer', () => {
  expect(sizes(['a', 'b'], [10, 0])).toEqual([10, 0]);
});

test('lines that made no layer are passed over', () => {
  expect(sizes(['a', 'b'], [10, 0, 0, 5, 0])).toEqual([10, 5]);
});

test('where an empty layer makes that ambiguous, the sum is right', () => {
  expect(sizes(['a', 'b', 'c'], [10, 0, 0, 5, 0])).toEqual([10, 5, 0]);
});

test('the same digest on other layers is another layer', () => {
  const [first, second] = [stackLayers(['a', 'x'], [1, 2]), stackLayers(['b', 'x'], [1, 2])];
  expect(first[0]?.id).toBe('a');
  expect(first[1]?.id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(first[1]?.id).not.toBe(second[1]?.id);
  expect(stackLayers(['a', 'x'], [1, 2])[1]?.id).toBe(first[1]?.id);
});

test('the chain is the one of the OCI image specification', () => {
  const [a, b] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
  // printf 'sha256:aaa… sha256:bbb…' | sha256sum
  expect(stackLayers([a, b], [1, 1])[1]?.id).toBe(
    'sha256:ccd722928bd92476ba1745586fed6e45a102504185ad88cd89e01ff116fd146c',
  );
});
