import { expect, test } from 'vitest';
import { textRuntime } from '../fakes/context.test.fixture.js';
import { explainBases } from './bases.js';
import { type RecipeKeyInput, recipeKey } from './recipe-key.js';

const text = textRuntime('text', 'main.txt');
const other = textRuntime('other', 'main.other');

const basesOf = (
  candidates: RecipeKeyInput['candidates'],
  configured = {},
  images: Parameters<typeof explainBases>[2] = [],
) => new Map(candidates.map(({ manifest }) => [manifest.id, explainBases(manifest, configured, images)]));
const key = (candidates: RecipeKeyInput['candidates'], changes: Partial<RecipeKeyInput> = {}) =>
  recipeKey({ candidates, bases: basesOf(candidates), choice: {}, pins: {}, ...changes });

test('is the same for the same runtimes and bases', () => {
  expect(key([text])).toBe(key([textRuntime('text', 'main.txt')]));
});

test('is the one that versions without instances made: an upgrade that changes no runtime moves nothing', () => {
  expect(key([text])).toBe('896a78cf259401d96bf4e99e6c58a4112575d95e19161c26a6e3f53dc8e7a97e');
});

test('moves with every runtime that might have a say, every base, every setting and every pin', () => {
  const keys = [
    key([text]),
    key([textRuntime('text', 'main.txt', '2.0.0')]),
    key([text, other]),
    key([text], { bases: basesOf([text], { text: 'mine:1' }) }),
    key([text], { choice: { settings: { package: 'a' } } }),
    key([text], { choice: { settings: { package: 'b' } } }),
    key([text], { choice: { settings: {}, maps: { args: { A: '1' } } } }),
    key([text], { choice: { settings: {}, maps: { args: { A: '2' } } } }),
    key([text], { pins: { 'text:1': 'sha256:1' } }),
    key([text], { pins: { 'text:1': 'sha256:2' } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('does not move with what it cannot depend on', () => {
  const images = [{ id: 'i', tags: ['unrelated:1'], labels: {} }];
  expect(key([text], { bases: basesOf([text], { unused: 'x' }, images) })).toBe(key([text]));
  expect(key([text], { choice: { settings: {} } })).toBe(key([text]));
});

test('moves with the place of the function beside what it shares', () => {
  const at = (dir: string, paths: readonly string[]) => key([text], { shared: { dir, paths } });
  const keys = [
    key([text]),
    at('a/web', ['../../lib']),
    at('b/web', ['../../lib']),
    at('a/web', ['../../lib', '../x']),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
