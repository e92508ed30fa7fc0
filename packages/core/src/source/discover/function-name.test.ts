/**
 * Which names a function may have (rows 1 and 2).
 * The strictest of URL, image name, container name and DNS label decides.
 */
import { expect, test } from 'vitest';
import { checkFunctionName, maxFunctionName } from './function-name.js';

const PREFIX = 'smolfaas-func';

test.each(['a', '0', 'hello', 'a-b', 'a--b', 'ab', 'x'.repeat(40)])('row 3: %s is a good name', (name) => {
  expect(checkFunctionName(name, PREFIX)).toBeUndefined();
});

test.each([
  ['Hello', 'hello'],
  ['a_b', 'a-b'],
  ['a.b', 'a-b'],
  ['-a', 'a'],
  ['a-', 'a'],
  ['my function', 'my-function'],
  ['Café', 'cafe'],
  ['😀', undefined],
  ['', undefined],
  ['--', undefined],
  ['\u001b[31mred', '31mred'],
])('row 1: %j is refused, %j is suggested', (name, suggestion) => {
  const error = checkFunctionName(name, PREFIX);
  expect(error?.code).toBe('bad-function-name');
  expect(error?.facts).toMatchObject(suggestion === undefined ? {} : { suggestion });
  expect('suggestion' in (error?.facts ?? {})).toBe(suggestion !== undefined);
});

test('row 1: a newline, an escape sequence and bytes that are no text are safe to print', () => {
  expect(checkFunctionName('a\nb', PREFIX)?.facts).toEqual({ name: 'a\\nb', suggestion: 'a-b' });
  expect(checkFunctionName(Buffer.from('caf\xe9', 'latin1'), PREFIX)?.facts).toEqual({
    name: 'caf\\xe9',
    suggestion: 'caf',
  });
});

test('row 2: with the default prefix 40 characters are the limit, and the error has the computed length', () => {
  const error = checkFunctionName('x'.repeat(41), PREFIX);
  expect(error?.code).toBe('function-name-too-long');
  expect(error?.facts).toEqual({ name: 'x'.repeat(41), length: 41, max: 40 });
});

test('row 2: a longer prefix leaves less, so that prefix, function and generation fit one DNS label', () => {
  const prefix = 'p'.repeat(30);
  const max = maxFunctionName(prefix);
  expect(`${prefix}-${'x'.repeat(max)}.g9999`).toHaveLength(63);
  expect(checkFunctionName('x'.repeat(max), prefix)).toBeUndefined();
  expect(checkFunctionName('x'.repeat(max + 1), prefix)?.code).toBe('function-name-too-long');
  expect(checkFunctionName('x', 'p'.repeat(63))?.code).toBe('function-name-too-long');
});

test('a suggestion is a good name itself, however long the original', () => {
  for (const name of ['A'.repeat(300), `${'-'.repeat(60)}A`, `${'a'.repeat(39)}_${'b'.repeat(9)}`, 'É'.repeat(70)]) {
    const error = checkFunctionName(name, PREFIX);
    const suggestion = error?.code === 'bad-function-name' && 'suggestion' in error.facts ? error.facts.suggestion : '';
    expect(checkFunctionName(suggestion ?? '', PREFIX)).toBeUndefined();
  }
});
