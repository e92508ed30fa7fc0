/**
 * Names of images.
 * Covers every spelling that users and engines have for them.
 */
import { fullReference, repositoryOf } from '@smolfaas/llb/reference.js';
import { describe, expect, it } from 'vitest';
import { digestFor, localImage, presentImage, registryOf } from './local-image.js';

const DIGEST = `sha256:${'d'.repeat(64)}`;
const node = { id: 'sha256:node', tags: ['node:24-slim'], digests: [`node@${DIGEST}`], bytes: 7, labels: {} };
const own = { id: 'sha256:own', tags: ['localhost:5000/app:1', '<none>:<none>'], labels: {} };
const images = [own, node];

describe('an image is found', () => {
  it.each(['node:24-slim', 'docker.io/library/node:24-slim', 'index.docker.io/library/node:24-slim'])('as %s', (name) =>
    expect(localImage(name, images)).toBe(node),
  );
  it('by its digest, whatever tag stands beside it', () => {
    expect(localImage(`node@${DIGEST}`, images)).toBe(node);
    expect(localImage(`docker.io/library/node:other@${DIGEST}`, images)).toBe(node);
  });
  it.each(['node:24', 'acme/node:24-slim', `acme/node@${DIGEST}`, `node@sha256:${'e'.repeat(64)}`, '<none>:<none>x'])(
    'and not as %s',
    (name) => expect(localImage(name, images)).toBeUndefined(),
  );
  it('under the name of an engine that prints full ones', () => {
    const full = { id: 'i', tags: ['docker.io/library/node:24-slim'], labels: {} };
    expect(localImage('node:24-slim', [full])).toBe(full);
  });
});

it('the digest is that of the registry in question', () => {
  const both = { ...node, digests: [`mirror.test/node@sha256:${'a'.repeat(64)}`, `node@${DIGEST}`] };
  expect(digestFor('node:24-slim', both)).toBe(DIGEST);
  expect(digestFor('mirror.test/node:24-slim', both)).toBe(`sha256:${'a'.repeat(64)}`);
  expect(digestFor('acme/node:24-slim', both)).toBeUndefined();
});

it('what is present is told as far as it is known', () => {
  expect(presentImage('node:24-slim', images)).toEqual({ id: 'sha256:node', digest: DIGEST, bytes: 7 });
  expect(presentImage('localhost:5000/app:1', images)).toEqual({ id: 'sha256:own' });
  expect(presentImage('gone', images)).toBeUndefined();
});

it.each([
  ['node', 'docker.io'],
  ['localhost:5000/app:1', 'localhost:5000'],
  ['smolfaas.local/base/node:24', undefined],
])('the registry of %s is %s', (reference, registry) => expect(registryOf(reference)).toBe(registry));

it.each([
  ['localhost:5000/app', 'localhost:5000/app'],
  ['localhost:5000/app:1', 'localhost:5000/app'],
  [`node:24@${DIGEST}`, 'node'],
])('the repository of %s is %s', (reference, repository) => expect(repositoryOf(reference)).toBe(repository));

it('what is no reference stays as it is', () => expect(fullReference('<none>:<none>')).toBe('<none>:<none>'));
