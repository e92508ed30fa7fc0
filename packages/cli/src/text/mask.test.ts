/** Hiding values in text. */
import { expect, it } from 'vitest';
import { maskOf } from './mask.js';

it('hides every occurrence, whatever characters a value has, also as JSON spells it', () => {
  const mask = maskOf(['s3cret+more', 's3cret', 'a"b\\c']);
  expect(mask('x s3cret+more s3cret, s3cret')).toBe('x *** ***, ***');
  expect(mask(JSON.stringify({ line: 'a"b\\c' }))).toBe('{"line":"***"}');
  expect(mask('nothing')).toBe('nothing');
});

it('without values changes nothing', () => {
  expect(maskOf([])('a')).toBe('a');
});
