/**
 * The conformance checks of every runtime, run against this one.
 */
import { readFileSync } from 'node:fs';
import type { RuntimeManifest } from '@smolfaas/core';
import { type Example, runtimeConformance } from '@smolfaas/testing';
import { expect, test } from 'vitest';
import { runtime as handler } from './index.js';

const packageJson: { smolfaas: { runtimes: RuntimeManifest[] } } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const manifest = packageJson.smolfaas.runtimes[0]!;

const json = (value: unknown) => JSON.stringify(value);
const dependencies = { express: '^5' };

const examples: readonly Example[] = [
  { name: 'bare', files: { 'package.json': '{}', 'index.js': '' }, source: 'index.js' },
  {
    name: 'without a lock file',
    files: { 'package.json': json({ dependencies }), 'index.js': '' },
    source: 'index.js',
  },
  {
    name: 'locked',
    files: { 'package.json': json({ dependencies }), 'package-lock.json': '{}', 'index.js': '' },
    source: 'index.js',
  },
  {
    name: 'with a build script',
    files: {
      'package.json': json({ dependencies, devDependencies: { typescript: '*' }, scripts: { build: 'tsc' } }),
      'package-lock.json': '{}',
      'index.ts': '',
    },
    source: 'index.ts',
  },
  {
    name: 'workspaces',
    files: { 'package.json': json({ workspaces: ['packages/*'], scripts: { build: 'tsc' } }), 'index.ts': '' },
    source: 'index.ts',
  },
  {
    name: 'settings of npm',
    files: { 'package.json': json({ dependencies }), '.npmrc': 'fund=false\n', 'index.js': '' },
  },
];

test.each(runtimeConformance({ manifest, handler, packageJson, examples }))('$name', ({ run }) => {
  expect(run).not.toThrow();
});
