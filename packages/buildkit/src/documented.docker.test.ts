/**
 * Runs the README's example exactly as printed there, in a project of its own with only the two
 * packages installed. The test adds one thing: the base image as an argument, since a machine
 * without a registry has another one.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanUp, engine, inspect, outputOf, sourceDirectory, STATIC_BASE } from './engine.test.fixture.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
let cwd = '';

beforeAll(() => {
  cwd = sourceDirectory({ 'words/a.txt': 'pear\napple\n', 'words/b.txt': 'quince\napple\n', 'build.mjs': example });
  mkdirSync(join(cwd, 'node_modules/@smolfaas'), { recursive: true });
  for (const name of ['llb', 'buildkit']) {
    symlinkSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), join(cwd, 'node_modules/@smolfaas', name));
  }
});
afterAll(async () => {
  for (const tag of ['1', 'latest']) await engine('DELETE', `/images/bkt-words:${tag}?force=1`);
  await cleanUp();
});

const run = () => {
  const printed = execFileSync(process.execPath, ['build.mjs', STATIC_BASE], { cwd, timeout: 60_000 }).toString();
  return /^(?<id>sha256:[0-9a-f]{64}) (?<cached>\d+) steps from the cache\n$/.exec(printed)?.groups ?? {};
};

test('it is about thirty lines', () => {
  expect(example.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(32);
});

test('it builds an image with two names, which prints the sorted lines', async () => {
  const { id } = run();
  expect((await inspect('bkt-words:1')).Id).toBe(id);
  expect((await inspect('bkt-words')).Id).toBe(id);
  expect(await outputOf('bkt-words:1')).toBe('apple\npear\nquince\n');
});

test('again, both steps that work are from the cache; after an edit, the edit is in the image', async () => {
  expect(run()['cached']).toBe('2');
  writeFileSync(join(cwd, 'words/b.txt'), 'fig\n');
  run();
  expect(await outputOf('bkt-words:1')).toBe('apple\nfig\npear\n');
});
