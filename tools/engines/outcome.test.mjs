import { expect, test } from 'vitest';
import { outcomeOf, total } from './outcome.mjs';

const LIMITS = [{ engines: ['podman'], test: 'memory ', reason: 'the engine does not tell' }];
const assertion = (fullName, status = 'passed') => ({ fullName, status });
const file = (name, status, ...assertionResults) => ({
  name: `/somewhere/e2e/${name}.test.ts`,
  status,
  assertionResults,
});

test('a failure that was declared is a limit on that engine only', () => {
  const report = { testResults: [file('a', 'failed', assertion('memory is told', 'failed'), assertion('other'))] };
  expect(outcomeOf('podman', report, LIMITS)).toEqual({
    'e2e/a.test.ts': {
      passed: 1,
      failed: [],
      limited: ['memory is told'],
      outlived: [],
    },
  });
  expect(total(outcomeOf('docker', report, LIMITS))).toMatchObject({ failed: ['memory is told'], limited: [] });
});

test('skipped tests and files that broke are failures; the sum is that of all files', () => {
  const files = [
    file('a', 'passed', assertion('early'), assertion('later', 'skipped')),
    file('b', 'failed', assertion('first')),
  ];
  expect(total(outcomeOf('podman', { testResults: files }, LIMITS))).toMatchObject({
    passed: 2,
    failed: ['later', 'outside of its tests'],
  });
});

test('what a limit needs may fail before its tests, where no other test is kept from running', () => {
  const limited = [assertion('memory is told', 'skipped'), assertion('memory is kept', 'skipped')];
  const outcome = (...tests) => total(outcomeOf('podman', { testResults: [file('a', 'failed', ...tests)] }, LIMITS));
  expect(outcome(...limited, assertion('other'))).toMatchObject({ passed: 1, failed: [] });
  expect(outcome(...limited, assertion('other', 'skipped')).failed).toEqual(['outside of its tests', 'other']);
});

test('a limit whose test passes has outlived what it describes', () => {
  const report = { testResults: [file('a', 'passed', assertion('memory is told'))] };
  expect(total(outcomeOf('podman', report, LIMITS))).toMatchObject({ passed: 1, outlived: ['memory is told'] });
});

test('a limit of several tests stands as long as one of them fails', () => {
  const report = {
    testResults: [file('a', 'failed', assertion('memory is told'), assertion('memory is kept', 'failed'))],
  };
  expect(total(outcomeOf('podman', report, LIMITS))).toMatchObject({ passed: 1, outlived: [] });
});

test('a limit may be that of one file only', () => {
  const ofFile = [{ ...LIMITS[0], file: 'e2e/a.test.ts', test: '' }];
  const report = { testResults: ['a', 'b'].map((name) => file(name, 'failed', assertion('any', 'failed'))) };
  expect(outcomeOf('podman', report, ofFile)).toMatchObject({
    'e2e/a.test.ts': { failed: [], limited: ['any'] },
    'e2e/b.test.ts': { failed: ['any'], limited: [] },
  });
});
