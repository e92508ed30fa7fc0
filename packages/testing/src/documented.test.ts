/**
 * Keeps README.md true: its snippets run as they stand there, in a package of their own outside of this repository, under
 * node:test and, with the one line changed that it names, under vitest. The runtime they test is the good one of the fixture.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runtimeConformance } from './conformance/conformance.js';
import { manifest, packageJson, subject } from './conformance/good-runtime.test.fixture.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const snippets = [...readFileSync(here('../README.md'), 'utf8').matchAll(/```js\n(.*?)```/gs)].map(
  ([, code]) => code ?? '',
);
const suite = snippets.find((code) => code.includes('runtimeConformance(')) ?? '';
const reading = snippets.find((code) => code.includes('readableRecipe')) ?? '';
const VITEST = "import { test } from 'vitest';";
let directory = '';

/** A package as an author has it: package.json, index.js, the libraries in node_modules. */
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-readme-')));
  mkdirSync(join(directory, 'node_modules/@smolfaas'), { recursive: true });
  symlinkSync(here('..'), join(directory, 'node_modules/@smolfaas/testing'));
  const vitest = fileURLToPath(import.meta.resolve('vitest/package.json'));
  symlinkSync(dirname(vitest), join(directory, 'node_modules/vitest'));
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module', ...packageJson }));
  const fixture = new URL('../dist/conformance/good-runtime.test.fixture.js', import.meta.url);
  writeFileSync(join(directory, 'index.js'), `export { handler as runtime } from ${JSON.stringify(fixture.href)};\n`);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(file: string, code: string, args: readonly string[]) {
  writeFileSync(join(directory, file), code);
  const env = { PATH: process.env['PATH'], HOME: directory, NO_COLOR: '1' };
  return spawnSync(process.execPath, [...args, file], { cwd: directory, env, encoding: 'utf8', timeout: 60_000 });
}

const checks = runtimeConformance(subject).length;

test('the suite runs under node:test', () => {
  const { stdout, status } = run('node.test.js', suite, ['--test', '--test-reporter=tap']);
  expect(stdout).toMatch(new RegExp(`^# pass ${checks}$`, 'm'));
  expect(status).toBe(0);
});

test('the suite runs under vitest', { timeout: 60_000 }, () => {
  expect(readFileSync(here('../README.md'), 'utf8')).toContain(`\`${VITEST}\``);
  const code = suite.replace("import { test } from 'node:test';", VITEST);
  const { stdout, status } = run('vitest.test.js', code, ['node_modules/vitest/vitest.mjs', 'run']);
  expect(stdout).toMatch(new RegExp(`Tests +${checks} passed`));
  expect(status).toBe(0);
});

test('the other snippet prints a recipe', () => {
  const { stdout, stderr } = run('reading.js', reading, []);
  expect(stderr).toBe('');
  expect(stdout).toContain(`image ${manifest.bases?.['lisp']?.image}`);
});
