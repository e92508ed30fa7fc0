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

const examples: readonly Example[] = [
  {
    name: 'with go.sum',
    files: { 'go.mod': 'module fn\n', 'go.sum': '', 'main.go': 'package main\n' },
    source: 'main.go',
  },
  { name: 'without go.sum', files: { 'go.mod': 'module fn\n', 'main.go': 'package main\n' }, source: 'main.go' },
  {
    name: 'vendored',
    files: { 'go.mod': '', 'go.sum': '', 'main.go': 'package main\n', 'vendor/modules.txt': '' },
    source: 'main.go',
  },
  {
    name: 'workspace',
    files: { 'go.mod': '', 'go.work': '', 'main.go': 'package main\n', 'lib/go.mod': '', 'lib/lib.go': '' },
    source: 'lib/lib.go',
  },
  {
    name: 'cmd',
    files: { 'go.mod': '', 'fn.go': 'package fn\n', 'cmd/server/main.go': 'package main\n' },
    source: 'fn.go',
  },
];

test.each(runtimeConformance({ manifest, handler, packageJson, examples }))('$name', ({ run }) => {
  expect(run).not.toThrow();
});
