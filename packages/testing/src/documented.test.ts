/**
 * Checks README.md: its snippets run unchanged under node:test and, with the one line changed that
 * it names, under vitest. They test the good runtime of the fixture. Snippets that need an engine
 * are in documented.docker.test.ts.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { runtimeConformance } from './conformance/conformance.js';
import { manifest, packageJson, subject } from './conformance/good-runtime.test.fixture.js';
import { readmePackage, snippetWith } from './readme-package.test.fixture.js';

/** The number of checks that the six suites run against the fakes. */
const MANAGER_CHECKS = 74;

const home = readmePackage(packageJson, 'conformance/good-runtime.test.fixture.js');
afterAll(() => home.remove());

describe.each([
  {
    what: 'the suite of runtimes',
    code: snippetWith('runtimeConformance('),
    node: "import { test } from 'node:test';",
    vitest: "import { test } from 'vitest';",
    checks: runtimeConformance(subject).length,
  },
  {
    what: 'the suites of managers',
    code: snippetWith('functionManagerConformance('),
    node: "import { after, describe, test } from 'node:test';",
    vitest: "import { afterAll as after, describe, test } from 'vitest';",
    checks: MANAGER_CHECKS,
  },
])('$what', ({ what, code, node, vitest, checks }) => {
  const file = what.replaceAll(' ', '-');

  test('run under node:test', { timeout: 60_000 }, () => {
    const { stdout, status } = home.run(`${file}.node.test.js`, code, ['--test', '--test-reporter=tap']);
    expect(stdout).toMatch(new RegExp(`^# pass ${checks}$`, 'm'));
    expect(status).toBe(0);
  });

  test('run under vitest', { timeout: 60_000 }, () => {
    const { stdout, status } = home.runInVitest(`${file}.vitest.test.js`, code, node, vitest);
    expect(stdout).toMatch(new RegExp(`Tests +${checks} passed`));
    expect(status).toBe(0);
  });
});

test('the other snippet prints a recipe', () => {
  const { stdout, stderr } = home.run('reading.js', snippetWith('readableRecipe'), []);
  expect(stderr).toBe('');
  expect(stdout).toContain(`image ${manifest.bases?.['lisp']?.image}`);
});
