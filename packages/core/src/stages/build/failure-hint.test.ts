import { expect, test } from 'vitest';
import { SmolfaasError } from '../../contract/errors.js';
import { withFailureHint } from './failure-hint.js';

const KNOWN = [
  { output: 'no Python', hint: 'take another base' },
  { output: 'Python', hint: 'never reached by the first line' },
];
const failed = (...log: string[]) => new SmolfaasError('build-step-failed', { function: 'a', step: 'npm ci', log });

test('the first hint whose words are in the output goes with the error', () => {
  expect(withFailureHint(failed('x', 'gyp: no Python here'), KNOWN)).toMatchObject({
    code: 'build-step-failed',
    facts: { step: 'npm ci', log: ['x', 'gyp: no Python here'], hint: 'take another base' },
  });
});

test('other output, other errors and recipes without hints change nothing', () => {
  for (const error of [failed('out of memory'), new Error('no Python'), 'no Python'])
    expect(withFailureHint(error, KNOWN)).toBe(error);
  const error = failed('no Python');
  expect(withFailureHint(error)).toBe(error);
});
