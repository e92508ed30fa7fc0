/**
 * From vitest's report of one run of the whole suite to one row of the results. Pure.
 *
 * A test that failed is either a limit that was declared (limits.mjs) or a failure; one that was skipped is a failure, and so is a file that broke
 * before its first test. A declared limit whose test passed is told, so that the list does not outlive what it describes.
 */
import { limitOf } from './limits.mjs';

/** `{ passed, failed, limited, outlived }`: a number, and lists with full names of tests. */
export function outcomeOf(engine, report, limits) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const broken = report.testResults
    .filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
    .map((file) => `${file.name.replace(/^.*\/e2e\//, 'e2e/')} broke outside of its tests`);
  const bad = tests.filter((test) => test.status !== 'passed');
  const good = tests.filter((test) => test.status === 'passed');
  const limit = (test) => limitOf(engine, test.fullName, limits);
  return {
    passed: good.length,
    failed: [...broken, ...bad.filter((test) => !limit(test)).map((test) => test.fullName)],
    limited: bad.flatMap((test) => (limit(test) ? [{ test: test.fullName, reason: limit(test).reason }] : [])),
    outlived: good.filter(limit).map((test) => test.fullName),
  };
}
