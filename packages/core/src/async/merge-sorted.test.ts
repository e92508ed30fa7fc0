import { expect, test } from 'vitest';
import { mergeSorted } from './merge-sorted.js';

async function* from<T>(items: readonly T[], onEnd: () => void = () => undefined): AsyncGenerator<T> {
  try {
    for (const item of items) yield await Promise.resolve(item);
  } finally {
    onEnd();
  }
}

test('sources become one sequence; equal items keep the order of their sources', async () => {
  const sources = [[1, 4, 4], [2, 4, 9], [], [0, 3, 10]].map((list, source) =>
    from(list.map((value) => ({ value, source }))),
  );
  const merged: string[] = [];
  for await (const { value, source } of mergeSorted(sources, (a, b) => a.value < b.value))
    merged.push(`${value}/${source}`);
  expect(merged).toEqual(['0/3', '1/0', '2/1', '3/3', '4/0', '4/0', '4/1', '9/1', '10/3']);
});

test('a reader that leaves closes every source', async () => {
  let closed = 0;
  const end = () => (closed += 1);
  const merged = mergeSorted([from([1, 2], end), from([1, 2], end)], (a, b) => a < b);
  for await (const one of merged) if (one === 1) break;
  expect(closed).toBe(2);
});
