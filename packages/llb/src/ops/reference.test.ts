/**
 * Short and full image references beside the form that Docker's command line makes of them, and
 * texts that are not references.
 */
import { expect, test } from 'vitest';
import { LlbError } from '../errors.js';
import { normaliseReference } from './reference.js';

const digest = `sha256:${'0a'.repeat(32)}`;

test.each([
  ['node', 'docker.io/library/node:latest'],
  ['node:24', 'docker.io/library/node:24'],
  ['node:24-alpine3.20', 'docker.io/library/node:24-alpine3.20'],
  ['acme/tool', 'docker.io/acme/tool:latest'],
  ['docker.io/node', 'docker.io/library/node:latest'],
  ['index.docker.io/node:24', 'docker.io/library/node:24'],
  ['ghcr.io/acme/deep/er/tool:1.2', 'ghcr.io/acme/deep/er/tool:1.2'],
  ['localhost/app', 'localhost/app:latest'],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
  ['LOCAL/app:1', 'LOCAL/app:1'],
  ['[::1]:5000/app:1', '[::1]:5000/app:1'],
  [`node@${digest}`, `docker.io/library/node@${digest}`],
  [`node:24@${digest}`, `docker.io/library/node:24@${digest}`],
  ['docker.io/library/node:24', 'docker.io/library/node:24'],
])('%s is %s', (short, full) => {
  expect(normaliseReference(short)).toBe(full);
  expect(normaliseReference(full)).toBe(full);
});

test.each([
  '',
  ' node',
  'Node',
  'node:',
  'node:24:1',
  'a//b',
  '/node',
  'node@sha256:12',
  'docker-image://node',
  'a b',
  '-x/y.z',
])('"%s" is refused', (ref) => {
  expect(() => normaliseReference(ref)).toThrow(LlbError);
  expect(() => normaliseReference(ref)).toThrow(`"${ref}" is not an image reference`);
});
