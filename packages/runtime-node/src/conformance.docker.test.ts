/**
 * The engine conformance checks for this runtime: they need a function that was built and runs.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { RuntimeManifest } from '@smolfaas/core';
import { connectEngine } from '@smolfaas/engine-docker';
import { type Example, runtimeEngineConformance } from '@smolfaas/testing';
import { afterAll, expect, test } from 'vitest';
import { runtime as handler } from './index.js';

const packageJson: { smolfaas: { runtimes: RuntimeManifest[] } } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const manifest = packageJson.smolfaas.runtimes[0]!;

const json = (value: unknown) => JSON.stringify(value);
const server = (text: string) => `require('http').createServer((_, answer) => answer.end(${text})).listen(8000);\n`;

const examples: readonly Example[] = [
  { name: 'bare', files: { 'package.json': '{}', 'index.js': server("'hello'") }, source: 'index.js' },
  {
    name: 'with a dependency',
    files: { 'package.json': json({ dependencies: { ms: '2.1.3' } }), 'index.js': server("require('ms')('1 s') + ''") },
    source: 'index.js',
  },
  {
    name: 'with a build script',
    files: {
      'package.json': json({ devDependencies: { ms: '2.1.3' }, scripts: { build: 'node build.js' } }),
      'build.js': "require('ms'); require('fs').copyFileSync('source.js', 'index.js');\n",
      'source.js': server("'built'"),
    },
    source: 'source.js',
  },
];

const engine = await connectEngine({ env: process.env, home: homedir() });
const { checks, close } = runtimeEngineConformance({ manifest, handler, examples }, { engine });
afterAll(async () => {
  await close();
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
