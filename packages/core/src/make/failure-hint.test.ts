import { expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import { OFFLINE_HINTS, withFailureHint } from './failure-hint.js';

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

test.each([
  'npm error request failed, reason: connect ECONNREFUSED 127.0.0.1:9',
  'go: dial tcp 127.0.0.1:9: connect: connection refused',
  '  cause: Connection refused (os error 111)',
])('offline, a step that asked the network is told apart: %s', (line) => {
  const known = [...OFFLINE_HINTS, { output: 'npm', hint: 'another' }];
  expect(withFailureHint(failed(line), known)).toMatchObject({
    facts: { hint: 'it asked the network, which this run does without: build it once with a network' },
  });
});

test('other output, other errors and recipes without hints change nothing', () => {
  for (const error of [failed('out of memory'), new Error('no Python'), 'no Python'])
    expect(withFailureHint(error, KNOWN)).toBe(error);
  const error = failed('no Python');
  expect(withFailureHint(error)).toBe(error);
});

test('an image that cannot be found has the hint about its name', () => {
  const facts = {
    function: 'a',
    reference: 'docker.io/library/biuld:latest',
    registry: 'docker.io',
    why: 'not-found',
    fetcher: 'engine',
    message: 'x',
  } as const;
  const known = [{ output: 'docker.io/library/biuld:latest', hint: 'a stage?' }];
  const error = withFailureHint(new SmolfaasError('base-image-missing', facts), known);
  expect(error).toMatchObject({ code: 'base-image-missing', facts: { ...facts, hint: 'a stage?' } });
});
