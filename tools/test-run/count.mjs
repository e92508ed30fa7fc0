/**
 * From what a part left behind to two numbers.
 *
 * A test run must not look better than it was. So a skipped test counts as failed, so does a test file that broke before
 * its first test, and a part that ended badly without any failed test counts as one failure: something crashed.
 *
 * The failed tests are named again at the end, with the first lines of each error: a record that keeps the end of a long
 * output only must still say what failed.
 */
import { stripVTControlCharacters } from 'node:util';

/** So many lines of each error are repeated. */
const ERROR_LINES = 8;

/** The result of a part that is a plain command. */
export function countCommand(exitCode) {
  return exitCode === 0
    ? { passed: 1, failed: 0, notes: [] }
    : { passed: 0, failed: 1, notes: [`ended with code ${exitCode}`] };
}

/** The result of a vitest project from its JSON report (undefined when it wrote none) and its exit code. */
export function countVitest(report, exitCode) {
  if (report === undefined)
    return { passed: 0, failed: 1, notes: [`vitest wrote no report and ended with code ${exitCode}`] };
  const skipped = report.numPendingTests + (report.numTodoTests ?? 0);
  const broken = report.testResults
    .filter((file) => file.status === 'failed' && !hasFailedTest(file))
    .map((file) => file.name);
  const failed = report.numFailedTests + skipped + broken.length;
  const notes = broken.map((name) => `${name} broke outside of its tests`);
  notes.push(...report.testResults.flatMap(failedTests));
  if (skipped > 0) notes.push(`${skipped} skipped or todo, counted as failed`);
  if (failed > 0 || exitCode === 0) return { passed: report.numPassedTests, failed, notes };
  return {
    passed: report.numPassedTests,
    failed: 1,
    notes: [`no test failed, yet vitest ended with code ${exitCode}`],
  };
}

function failedTests({ name, assertionResults }) {
  return assertionResults
    .filter((test) => test.status === 'failed')
    .flatMap((test) => [
      `✗ ${name} > ${test.fullName}`,
      ...stripVTControlCharacters((test.failureMessages ?? []).join('\n'))
        .split('\n')
        .slice(0, ERROR_LINES)
        .map((line) => `    ${line}`),
    ]);
}

function hasFailedTest(file) {
  return file.assertionResults.some((test) => test.status === 'failed');
}
