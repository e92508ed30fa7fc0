/**
 * Keeps the README's engine snippet true: it runs as it stands there, in a package of its own outside of this repository, under node:test
 * and, with the one line changed that it names, under vitest.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { files, manifest } from './good-server.test.fixture.js';

const CHECKS = 8;
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const readme = readFileSync(here('../../README.md'), 'utf8');
const snippets = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code ?? '');
const snippet = snippets.find((code) => code.includes('runtimeEngineConformance')) ?? '';
const VITEST = "import { afterAll as after, test } from 'vitest';";
let directory = '';

/** A package as an author has it: package.json, index.js, an example, the libraries in node_modules. */
beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-readme-')));
  mkdirSync(join(directory, 'node_modules/@smolfaas'), { recursive: true });
  symlinkSync(here('../..'), join(directory, 'node_modules/@smolfaas/testing'));
  symlinkSync(here('../../../engine-docker'), join(directory, 'node_modules/@smolfaas/engine-docker'));
  const vitest = fileURLToPath(import.meta.resolve('vitest/package.json'));
  symlinkSync(dirname(vitest), join(directory, 'node_modules/vitest'));
  const smolfaas = { contract: 1, runtimes: [manifest] };
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module', smolfaas }));
  mkdirSync(join(directory, 'example'));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, 'example', path), text);
  const fixture = new URL('../../dist/engine/good-server.test.fixture.js', import.meta.url);
  writeFileSync(join(directory, 'index.js'), `export { handler as runtime } from ${JSON.stringify(fixture.href)};\n`);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function run(file: string, code: string, args: readonly string[]) {
  writeFileSync(join(directory, file), code);
  const { VITEST: _, VITEST_POOL_ID: __, ...env } = process.env;
  const options = { cwd: directory, env: { ...env, NO_COLOR: '1' }, encoding: 'utf8', timeout: 150_000 } as const;
  return spawnSync(process.execPath, [...args, file], options);
}

test('the suite on an engine runs under node:test', () => {
  const { stdout, status } = run('node.test.js', snippet, ['--test', '--test-reporter=tap']);
  expect(stdout).toMatch(new RegExp(`^# pass ${CHECKS}$`, 'm'));
  expect(status).toBe(0);
});

test('the suite on an engine runs under vitest', () => {
  expect(readme).toContain(`\`${VITEST}\``);
  const code = snippet.replace("import { after, test } from 'node:test';", VITEST);
  const { stdout, status } = run('vitest.test.js', code, ['node_modules/vitest/vitest.mjs', 'run']);
  expect(stdout).toMatch(new RegExp(`Tests +${CHECKS} passed`));
  expect(status).toBe(0);
});
