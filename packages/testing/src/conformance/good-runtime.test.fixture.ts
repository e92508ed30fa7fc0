/**
 * A runtime that obeys every rule, for tests that break one of them: one install step, one image of
 * base plus copies.
 *
 * `parts` are what a test can break; without them the graph is right.
 */
import type { ImageConfig, Recipe, RecipeInput, RuntimeHandler, RuntimeManifest } from '@smolfaas/core';
import { copy, image, local, marshal, type Mount, secretMount, type State } from '@smolfaas/llb';
import type { ConformanceSubject } from './subject.js';

export const CA = '/run/ca.pem';

export const manifest: RuntimeManifest = {
  id: 'lisp',
  module: './dist/index.js',
  detects: ['*.asd'],
  precedence: 500,
  bases: { lisp: { image: 'docker.io/library/lisp:1' } },
};

export const packageJson = { files: ['dist'], smolfaas: { contract: 1, runtimes: [manifest] } };

export const config: ImageConfig['config'] = {
  User: '65532:65532',
  Env: ['PATH=/usr/bin', 'HOME=/tmp', 'PORT=8000'],
  Cmd: ['lisp', 'main.lisp'],
  WorkingDir: '/app',
  ExposedPorts: { '8000/tcp': {} },
};

export interface Parts {
  readonly env?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  readonly reads?: 'manifests' | 'all';
  readonly finish?: (assembled: State, installed: State) => State;
  readonly config?: ImageConfig['config'];
}

export function recipeOf(input: RecipeInput, parts: Parts = {}): Recipe {
  const base = image(input.bases['lisp'] ?? '');
  const { reads = 'manifests', env = { SSL_CERT_FILE: CA }, mounts = [secretMount(CA, 'ca')] } = parts;
  const seen = local(reads, reads === 'all' ? {} : { include: ['fn.asd'] });
  const installed = base.file([copy(seen, '/', '/app/')]).run(['install'], { name: 'install', env, mounts }).root;
  const copies = [copy(installed, '/app/libraries', '/app/libraries'), copy(local('all'), '/', '/app/')];
  const assembled = base.file(copies, { name: 'assemble' });
  const result = parts.finish?.(assembled, installed) ?? assembled;
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

export const examples = [
  { name: 'small', files: { 'fn.asd': '(system)', 'main.lisp': '(serve)' }, source: 'main.lisp' },
];

export const subject: ConformanceSubject = { manifest, handler, packageJson, examples };
