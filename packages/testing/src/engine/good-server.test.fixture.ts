/**
 * A runtime that obeys every rule on a real engine as well, for tests that break one of them. Its
 * language is called Lisp as in the other fixture. Its interpreter is Node.js, whose image every
 * engine of these tests has.
 *
 *   base ─ fn.asd ─ install ─────────┐
 *   base ─ all ─ compile ───────┐    │
 *   base ───────────── copies ◀─┴────┴─▶ image
 */
import type { ImageConfig, Recipe, RecipeInput, RuntimeHandler, RuntimeManifest } from '@smolfaas/core';
import { copy, image, local, marshal, mkdir, secretMount } from '@smolfaas/llb';
import type { ConformanceSubject } from '../conformance/subject.js';

const CA = '/run/ca.pem';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export const manifest: RuntimeManifest = {
  id: 'lisp',
  module: './index.js',
  detects: ['*.asd'],
  precedence: 500,
  bases: { node: { image: 'docker.io/library/node:24-slim', standIn: 'smolfaas.local/base/node:24' } },
};

export const config: ImageConfig['config'] = {
  User: '65532:65532',
  Env: [`PATH=${PATH}`, 'HOME=/tmp', 'PORT=8000'],
  Cmd: ['node', '/app/main.lisp'],
  WorkingDir: '/app',
  ExposedPorts: { '8000/tcp': {} },
};

/** Parts that a test can break. */
export interface Parts {
  /** Which files the install sees. */
  readonly include?: readonly string[];
  readonly install?: string;
  readonly compile?: string;
  readonly config?: ImageConfig['config'];
}

export function recipeOf(input: RecipeInput, parts: Parts = {}): Recipe {
  const { include = ['fn.asd'], install = 'cp fn.asd libraries', compile = 'cp main.lisp compiled' } = parts;
  const base = image(input.bases['node'] ?? '');
  const run = { cwd: '/app', env: { PATH, SSL_CERT_FILE: CA }, mounts: [secretMount(CA, 'ca')] };
  const manifests = base.file([copy(local('manifests', { include }), '/', '/app/')]);
  const installed = manifests.run(['sh', '-c', install], { ...run, name: 'install' }).root;
  const sources = base.file([copy(local('all'), '/', '/app/')]);
  const compiled = sources.run(['sh', '-c', compile], { ...run, name: 'compile' }).root;
  const result = base
    .file([copy(installed, '/app/libraries', '/app/')])
    .file([copy(compiled, '/app/compiled', '/app/main.lisp')])
    .file([mkdir('/data', { owner: { uid: 65_532, gid: 65_532 } })], { name: 'assemble' });
  return {
    image: { kind: 'llb', definition: marshal(result).bytes, config: { config: parts.config ?? config } },
    secrets: { ca: { host: 'ca' } },
  };
}

export const handler: RuntimeHandler = {
  contract: 1,
  id: 'lisp',
  detect: (tree) => (tree.has('fn.asd') ? { evidence: ['fn.asd'] } : undefined),
  recipe: (input) => recipeOf(input),
};

/** A server in this language that first runs `more`. */
export function server(more = '', port = 8000): string {
  return `${more}\nrequire('http').createServer((_, answer) => answer.end('hello')).listen(${port});\n`;
}

export const files = { 'fn.asd': '(system)', 'main.lisp': server() };

export const subject: ConformanceSubject = {
  manifest,
  handler,
  examples: [{ name: 'small', files, source: 'main.lisp' }],
};
