import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runtimeConformance } from '@smolfaas/testing';
import { runtime } from './index.js';

const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const packageJson = JSON.parse(read('package.json'));
const [manifest] = packageJson.smolfaas.runtimes;

const names = ['hello.json', 'main.js'];
const files = Object.fromEntries(names.map((name) => [name, read(`example/${name}`)]));
const examples = [{ name: 'example', files, source: 'main.js' }];

for (const check of runtimeConformance({ manifest, handler: runtime, packageJson, examples })) {
  test(check.name, check.run);
}
