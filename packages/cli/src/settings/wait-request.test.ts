import { expect, test } from 'vitest';
import { waitRequest } from './wait-request.js';

test.each([
  [undefined, undefined],
  ['3f9c', { hash: '3f9c' }],
  ['3f9c1b2a4d5e-g7', { hash: '3f9c1b2a4d5e', generation: 7 }],
  ['a'.repeat(64), { hash: 'a'.repeat(64) }],
])('--for %s', (value, version) => {
  expect(waitRequest('a', { for: value, timeout: '5' })).toEqual({
    function: 'a',
    timeoutMs: 5_000,
    ...(version && { version }),
  });
});

test.each(['', '3f9', '3F9C', 'g7', '3f9c-g0', 'a'.repeat(65), 'unknown-g3'])('--for %s is refused', (value) => {
  expect(() => waitRequest('a', { for: value, timeout: '5' })).toThrow(
    expect.objectContaining({ code: 'bad-flag', facts: expect.objectContaining({ flag: '--for' }) }),
  );
});
