import { expect, test } from 'vitest';
import { Funnel } from './funnel.js';

async function* count(from: number, to: number, made: number[]): AsyncGenerator<number> {
  for (let n = from; n < to; n += 1) {
    made.push(n);
    await Promise.resolve();
    yield n;
  }
}

test('sources wait for a slow reader, and nothing is lost or reordered within a source', async () => {
  const funnel = new Funnel<number>(4);
  const made: number[] = [];
  const sources = [funnel.putAll(count(0, 50, made)), funnel.putAll(count(100, 150, made))];
  const taken: number[] = [];
  while (taken.length < 100) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(made.length - taken.length).toBeLessThanOrEqual(4 + 2 * sources.length);
    taken.push(...(await funnel.take()));
  }
  await Promise.all(sources);
  expect(taken.filter((n) => n < 100)).toEqual([...Array(50).keys()]);
  expect(taken.filter((n) => n >= 100)).toEqual([...Array(50).keys()].map((n) => n + 100));
});

test('a failure ends it after what waits has been read', async () => {
  const funnel = new Funnel<string>(9);
  void funnel.put('last');
  funnel.fail(new Error('gone'));
  expect(await funnel.take()).toEqual(['last']);
  await expect(funnel.take()).rejects.toThrow('gone');
});
