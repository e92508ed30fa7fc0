import { expect, test } from 'vitest';
import type { LogEntry } from '../../contract/logs.js';
import { batches, lastOfEach } from './select.js';

async function* entries(words: string): AsyncGenerator<LogEntry> {
  for (const word of words.split(' ').filter(Boolean))
    yield { type: 'build', function: word.slice(0, 1), time: '', step: '', text: word };
}

test.each([
  ['a1 b1 a2 a3 b2 a4', 2, 'a3 b2 b1 a4'.split(' ').toSorted(), ['b1', 'a3', 'b2', 'a4']],
  ['a1 a2 a3', 1, ['a3'], ['a3']],
  ['a1 b1', 5, ['a1', 'b1'], ['a1', 'b1']],
  ['a1 b1', 0, [], []],
])('of %s the last %d of each function', async (words, count, sorted, expected) => {
  const texts: string[] = [];
  for await (const entry of lastOfEach(entries(words), count)) texts.push('text' in entry ? entry.text : '');
  expect(texts).toEqual(expected);
  expect(texts.toSorted()).toEqual(sorted);
});

test('batches hold everything in order, and none is empty', async () => {
  const words = Array.from({ length: 600 }, (_, n) => `a${n}`).join(' ');
  const sizes: number[] = [];
  for await (const batch of batches(entries(words))) sizes.push(batch.length);
  expect(sizes).toEqual([256, 256, 88]);
});
