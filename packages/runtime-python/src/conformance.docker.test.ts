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

const server = (imports: string, text: string) => `from http.server import BaseHTTPRequestHandler, HTTPServer
${imports}

class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(${text})


HTTPServer(("0.0.0.0", 8000), Hello).serve_forever()
`;

const PROJECT = '[project]\nname = "fn"\nversion = "0"\nrequires-python = ">=3.11"\n';

const examples: readonly Example[] = [
  {
    name: 'requirements',
    files: { 'requirements.txt': 'idna==3.10\n', 'main.py': server('import idna\n', 'idna.encode("a.b")') },
    source: 'main.py',
  },
  { name: 'project', files: { 'pyproject.toml': PROJECT, 'main.py': server('', 'b"hello"') }, source: 'main.py' },
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
