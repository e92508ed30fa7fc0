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

const main = (imports: string, text: string) => `package main

import (
	"net/http"
${imports})

func main() {
	http.ListenAndServe(":8000", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte(${text})) }))
}
`;

const examples: readonly Example[] = [
  { name: 'bare', files: { 'go.mod': 'module fn\n\ngo 1.24\n', 'main.go': main('', '"hello"') }, source: 'main.go' },
  {
    name: 'with a dependency',
    files: {
      'go.mod': 'module fn\n\ngo 1.24\n\nrequire github.com/google/uuid v1.6.0\n',
      'main.go': main('	"github.com/google/uuid"\n', 'uuid.NewString()'),
    },
    source: 'main.go',
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
