import { expect, test } from 'vitest';
import { SmolfaasError } from '../../contract/errors.js';
import { withAdvice } from './advice.js';

const advice = [
  { output: 'exec: "git"', hint: 'a base with git' },
  { output: 'gcc', hint: 'a base with gcc' },
];
const failed = (...log: string[]) => new SmolfaasError('build-step-failed', { function: 'a', step: 'go build', log });

test('the first advice whose text the output holds is added', () => {
  const error = withAdvice(failed('one', 'go: exec: "git": not found, nor gcc'), { advice });
  expect(error).toMatchObject({ code: 'build-step-failed', facts: { step: 'go build', hint: 'a base with git' } });
});

test('anything else stays as it is', () => {
  const other = new SmolfaasError('build-failed', { function: 'a', message: 'gcc' });
  const plain = failed('nothing known');
  expect([withAdvice(plain, { advice }), withAdvice(other, { advice }), withAdvice(plain, {})]).toEqual([
    plain,
    other,
    plain,
  ]);
});
