import { expect, test } from 'vitest';
import { inTurn } from './in-turn.mjs';

test('contestants take turns, change places each round, and get their own samples', async () => {
  const order = [];
  const contestant = (name) => async (round) => {
    order.push(name + round);
    return name.toUpperCase() + round;
  };
  expect(await inTurn(3, [contestant('a'), contestant('b')])).toEqual([
    ['A0', 'A1', 'A2'],
    ['B0', 'B1', 'B2'],
  ]);
  expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
});

test('one that fails ends it', async () => {
  const failing = () => Promise.reject(new Error('broken'));
  await expect(inTurn(2, [failing])).rejects.toThrow('broken');
});
