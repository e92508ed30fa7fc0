import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { memoryTree, runtimeConformance } from '@smolfaas/testing';
import { runtime } from './index.js';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const packageJson = JSON.parse(read('package.json'));
const [manifest] = packageJson.smolfaas.runtimes;

// docs:start conformance
const names = ['deno.json', 'deno.lock', 'main.ts'];
const files = Object.fromEntries(names.map((name) => [name, read(`example/${name}`)]));
const examples = [
  { name: 'with a library', files, source: 'main.ts' },
  { name: 'without a lock file', files: { 'deno.jsonc': '{}', 'main.js': 'Deno.serve();' }, source: 'main.js' },
];

for (const check of runtimeConformance({ manifest, handler: runtime, packageJson, examples })) {
  test(check.name, check.run);
}
// docs:end

// docs:start refusal
const bases = { debian: 'debian:trixie-slim', 'node-build': 'node:24-slim' };
const ask = (settings) => {
  const tree = memoryTree({ 'deno.json': '{}', 'server.ts': 'Deno.serve();' });
  return runtime.recipe({ function: 'fn', tree, detection: runtime.detect(tree), bases, settings });
};

test('says what to do when there is no entry', () => {
  assert.match(ask({}).refused.hint, /main\.ts/);
  assert.match(ask({ entry: 'gone.ts' }).refused.message, /gone\.ts/);
});

test('starts the file that the project sets', () => {
  assert.equal(ask({ entry: 'server.ts' }).image.config.config.Cmd.at(-1), 'server.ts');
});
// docs:end
