import { expect, test } from 'vitest';
import { contextName, repositoryOf } from './image-names.js';

test.each([
  ['docker.io/library/node:24-slim', 'docker.io/library/node', 'node:24-slim'],
  ['docker.io/acme/tool:latest', 'docker.io/acme/tool', 'acme/tool'],
  ['localhost:5000/app:1', 'localhost:5000/app', 'localhost:5000/app:1'],
  ['smolfaas.local/base/go@sha256:ab', 'smolfaas.local/base/go', 'smolfaas.local/base/go@sha256:ab'],
])('%s', (reference, repository, context) => {
  expect(repositoryOf(reference)).toBe(repository);
  expect(contextName(reference)).toBe(context);
});
