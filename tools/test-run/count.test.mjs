import { expect, test } from 'vitest';
import { countCommand, countVitest } from './count.mjs';

const file = (status, ...tests) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((each) => ({
    status: each,
    fullName: 'it works',
    failureMessages: each === 'failed' ? ['\u001b[31mError: no\u001b[39m\n    at a.ts:1'] : [],
  })),
});
const report = (numbers) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...numbers,
});

test('a command counts as one', () => {
  expect(countCommand(0)).toEqual({ passed: 1, failed: 0, notes: [] });
  expect(countCommand(1)).toEqual({ passed: 0, failed: 1, notes: ['ended with code 1'] });
});

test('the tests of a green project are counted one by one', () => {
  expect(countVitest(report({ numPassedTests: 12 }), 0)).toEqual({ passed: 12, failed: 0, notes: [] });
});

test('skipped and todo tests count as failed, and it says so', () => {
  expect(countVitest(report({ numPassedTests: 3, numPendingTests: 2, numTodoTests: 1 }), 0)).toEqual({
    passed: 3,
    failed: 3,
    notes: ['3 skipped or todo, counted as failed'],
  });
});

test('a file that broke before its tests counts as failed; one with failed tests is not counted twice', () => {
  const testResults = [file('failed'), file('failed', 'passed', 'failed'), file('passed', 'passed')];
  const counted = countVitest(report({ numPassedTests: 2, numFailedTests: 1, testResults }), 1);
  expect(counted).toEqual({ passed: 2, failed: 2, notes: expect.anything() });
  expect(counted.notes[0]).toBe('a.test.ts broke outside of its tests');
});

test('a failed test is named again with its error, for a record that keeps the end only', () => {
  const testResults = [file('failed', 'passed', 'failed')];
  const { notes } = countVitest(report({ numPassedTests: 1, numFailedTests: 1, testResults }), 1);
  expect(notes).toEqual(['✗ a.test.ts > it works', '    Error: no', '        at a.ts:1']);
});

test('a crash without a failed test, or without any report, is one failure', () => {
  expect(countVitest(report({ numPassedTests: 5 }), 1)).toMatchObject({ passed: 5, failed: 1 });
  expect(countVitest(undefined, 'SIGKILL')).toMatchObject({ passed: 0, failed: 1 });
});
