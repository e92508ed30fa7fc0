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

const SERVER = "require('http').createServer((_, answer) => answer.end('hello')).listen(8000);\n";

const engine = await connectEngine({ env: process.env, home: homedir() });
const scope = { containerNames: [], networkName: '', volumeNames: [] };
const { images } = await engine.observe(scope, AbortSignal.timeout(30_000));
const standIn = 'smolfaas.local/base/node:24';
const from = images.some(({ tags }) => tags.includes(standIn)) ? standIn : 'docker.io/library/node:24-slim';

const Dockerfile = `FROM ${from}\nRUN echo installed > /installed\nCOPY server.js /\nCMD ["node", "/server.js"]\n`;
const examples: readonly Example[] = [{ name: 'a Dockerfile', files: { Dockerfile, 'server.js': SERVER } }];
const { checks, close } = runtimeEngineConformance({ manifest, handler, examples }, { engine });
afterAll(async () => {
  await close();
  engine.close();
});

test.each(checks)('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
