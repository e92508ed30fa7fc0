import { expect, test } from 'vitest';
import { outcomeOf } from './outcome.mjs';

const LIMITS = [{ engines: ['podman'], test: 'memory ', reason: 'the engine does not tell' }];
const assertion = (fullName, status = 'passed') => ({ fullName, status });
const file = (status, ...assertionResults) => ({ name: '/somewhere/e2e/a.test.ts', status, assertionResults });

test('a failure that was declared is a limit on that engine only', () => {
  const report = { testResults: [file('failed', assertion('memory is told', 'failed'), assertion('other'))] };
  expect(outcomeOf('podman', report, LIMITS)).toEqual({
    passed: 1,
    failed: [],
    limited: [{ test: 'memory is told', reason: 'the engine does not tell' }],
    outlived: [],
  });
  expect(outcomeOf('docker', report, LIMITS)).toMatchObject({ failed: ['memory is told'], limited: [] });
});

test('skipped tests and files that broke are failures', () => {
  const report = { testResults: [file('passed', assertion('later', 'skipped')), file('failed', assertion('first'))] };
  expect(outcomeOf('podman', report, LIMITS).failed).toEqual(['e2e/a.test.ts broke outside of its tests', 'later']);
});

test('a limit whose test passes has outlived what it describes', () => {
  const report = { testResults: [file('passed', assertion('memory is told'))] };
  expect(outcomeOf('podman', report, LIMITS)).toMatchObject({ passed: 1, outlived: ['memory is told'] });
});
