import { expect, test } from 'vitest';
import { BadArguments, readArguments } from './arguments.mjs';

const known = { parts: ['start-up', 'up', 'router'], sizes: [1, 20, 100] };

test('without arguments it is a whole run', () => {
  expect(readArguments([], known)).toEqual({ ...known, quick: false, whole: true });
});

test('parts and sizes come in their own order, whatever was asked; a run of some is no whole one', () => {
  expect(readArguments(['--only', 'router,up', '--sizes', '20,1'], known)).toEqual({
    parts: ['up', 'router'],
    sizes: [1, 20],
    quick: false,
    whole: false,
  });
});

test('all of it, named, is whole; all of it in a hurry is not', () => {
  expect(readArguments(['--only', 'up,start-up,router'], known).whole).toBe(true);
  expect(readArguments(['--quick'], known)).toEqual({ ...known, quick: true, whole: false });
});

test.each([
  [['--only', 'up,rooter'], '--only: there is no "rooter"; choose from start-up, up, router.'],
  [['--sizes', '7'], '--sizes: there is no "7"; choose from 1, 20, 100.'],
  [['--only', ''], '--only: there is no ""'],
  [['up'], "Unexpected argument 'up'"],
  [['--fast'], "Unknown option '--fast'"],
])('%j is refused with what there is', (args, message) => {
  expect(() => readArguments(args, known)).toThrow(BadArguments);
  expect(() => readArguments(args, known)).toThrow(message);
});
