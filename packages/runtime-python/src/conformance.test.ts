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

const PROJECT = '[project]\nname = "fn"\nversion = "0"\ndependencies = ["fastapi"]\n';

const examples: readonly Example[] = [
  { name: 'requirements', files: { 'requirements.txt': 'flask\n', 'main.py': '' }, source: 'main.py' },
  { name: 'locked', files: { 'pyproject.toml': PROJECT, 'uv.lock': '', 'main.py': '' }, source: 'main.py' },
  {
    name: 'installs itself',
    files: { 'pyproject.toml': `${PROJECT}[build-system]\nrequires = ["hatchling"]\n`, 'main.py': '' },
    source: 'main.py',
  },
  {
    name: 'settings of uv',
    files: { 'requirements.txt': '', 'uv.toml': 'index-url = "https://a.invalid/"\n', 'main.py': '' },
  },
];

test.each(runtimeConformance({ manifest, handler, packageJson, examples }))('$name', ({ run }) => {
  expect(run).not.toThrow();
});
