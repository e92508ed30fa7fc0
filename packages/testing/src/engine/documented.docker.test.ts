/**
 * Checks the README's engine snippet: it runs unchanged under node:test and, with the one line
 * changed that it names, under vitest. It tests the good runtime of the fixture, with its example
 * in the folder `example`.
 */
import { afterAll, expect, test } from 'vitest';
import { readmePackage, snippetWith } from '../readme-package.test.fixture.js';
import { files, manifest } from './good-server.test.fixture.js';

const CHECKS = 8;
const NODE = "import { after, test } from 'node:test';";
const VITEST = "import { afterAll as after, test } from 'vitest';";
const snippet = snippetWith('runtimeEngineConformance(');
const smolfaas = { contract: 1, runtimes: [manifest] };
const home = readmePackage({ smolfaas }, 'engine/good-server.test.fixture.js', files);
afterAll(() => home.remove());

test('the suite on an engine runs under node:test', () => {
  const { stdout, status } = home.run('node.test.js', snippet, ['--test', '--test-reporter=tap']);
  expect(stdout).toMatch(new RegExp(`^# pass ${CHECKS}$`, 'm'));
  expect(status).toBe(0);
});

test('the suite on an engine runs under vitest', () => {
  const { stdout, status } = home.runInVitest('vitest.test.js', snippet, NODE, VITEST);
  expect(stdout).toMatch(new RegExp(`Tests +${CHECKS} passed`));
  expect(status).toBe(0);
});
