/**
 * From vitest's report of a run of the suite, or of some files of it, to what is kept of it. Pure.
 *
 * A test that failed is either a limit that was declared (limits.mjs) or a failure; one that was skipped is a failure, and so is a file that broke
 * outside of its tests, unless what it kept from running are declared limits and nothing else. A declared limit whose tests all passed is reported, so that
 * the list does not outlive what it describes.
 */
import { limitOf } from './limits.mjs';

/** By file, `{ passed, failed, limited, outlived }`: a number, and lists with full names of tests. */
export function outcomeOf(engine, report, limits) {
  const files = report.testResults.map(({ name, ...file }) => {
    const path = name.replace(/^.*\/(?=e2e\/)/, '');
    return [path, fileOutcome(engine, path, file, limits)];
  });
  return Object.fromEntries(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fileOutcome(engine, path, { status, assertionResults: tests }, limits) {
  const bad = tests.filter((test) => test.status !== 'passed');
  const good = tests.filter((test) => test.status === 'passed');
  const limit = (test) => limitOf(engine, path, test.fullName, limits);
  const broke =
    status === 'failed' && tests.every((test) => test.status !== 'failed') && !(bad.length > 0 && bad.every(limit));
  return {
    passed: good.length,
    failed: [...(broke ? ['outside of its tests'] : []), ...bad.filter((test) => !limit(test)).map(nameOf)],
    limited: bad.filter(limit).map(nameOf),
    outlived: good.filter((test) => limit(test) && !bad.some((one) => limit(one) === limit(test))).map(nameOf),
  };
}

const nameOf = (test) => test.fullName;

/** The sum over files, lists joined. */
export function total(files) {
  const all = Object.values(files);
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.flatMap(({ failed }) => failed),
    limited: all.flatMap(({ limited }) => limited),
    outlived: all.flatMap(({ outlived }) => outlived),
  };
}
