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
  { name: 'a Dockerfile', files: { Dockerfile: 'FROM scratch\n', 'server.c': '' }, source: 'server.c' },
  { name: 'a Containerfile', files: { Containerfile: 'FROM scratch\n', 'server.c': '' }, source: 'server.c' },
];

test.each(runtimeConformance({ manifest, handler, packageJson, examples }))('$name', ({ run }) => {
  expect(run).not.toThrow();
});
