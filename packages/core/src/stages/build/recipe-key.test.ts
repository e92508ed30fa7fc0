import { expect, test } from 'vitest';
import { textRuntime } from '../../fakes/context.test.fixture.js';
import { recipeKey } from './recipe-key.js';

const text = textRuntime('text', 'main.txt');
const other = textRuntime('other', 'main.other');

test('is the same for the same runtimes and bases', () => {
  expect(recipeKey([text], {}, [])).toBe(recipeKey([textRuntime('text', 'main.txt')], {}, []));
  expect(recipeKey([text], {}, [])).toMatch(/^[0-9a-f]{64}$/);
});

test('moves with every runtime that might have a say, every base and every setting', () => {
  const keys = [
    recipeKey([text], {}, []),
    recipeKey([textRuntime('text', 'main.txt', '2.0.0')], {}, []),
    recipeKey([text, other], {}, []),
    recipeKey([text], { text: 'mine:1' }, []),
    recipeKey([text], {}, [], { settings: { package: 'a' } }),
    recipeKey([text], {}, [], { settings: { package: 'b' } }),
    recipeKey([text], {}, [], { settings: {}, maps: { args: { A: '1' } } }),
    recipeKey([text], {}, [], { settings: {}, maps: { args: { A: '2' } } }),
  ];
  expect(new Set(keys).size).toBe(8);
});

test('does not move with what it cannot depend on', () => {
  const images = [{ id: 'i', tags: ['unrelated:1'], labels: {} }];
  expect(recipeKey([text], { unused: 'x' }, images)).toBe(recipeKey([text], {}, []));
  expect(recipeKey([text], {}, [], { settings: {} })).toBe(recipeKey([text], {}, []));
});
