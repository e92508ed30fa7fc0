import { expect, test } from 'vitest';
import { registryOf } from './base-images.mjs';
import { instructions } from './engine.mjs';
import { checkNode, isSupported } from './node-version.mjs';

test.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['24.0.0', true],
  ['20.18.9', false],
  ['18.20.8', false],
])('Node.js %s is new enough: %s', (version, expected) => {
  expect(isSupported(version)).toBe(expected);
});

test('an old Node.js is refused in words', () => {
  expect(() => checkNode('18.20.8')).toThrow('This is Node.js 18.20.8, and SmolFaaS needs 20.19.0 or newer');
});

test.each([
  ['alpine:3.22', 'docker.io'],
  ['library/alpine', 'docker.io'],
  ['ghcr.io/astral-sh/uv:0.13', 'ghcr.io'],
  ['localhost:5000/base', 'localhost:5000'],
])('the registry of %s is %s', (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});

test('where no engine may be installed there is a command to paste', () => {
  expect(instructions('linux')).toContain('sudo apt-get install -y docker.io');
  expect(instructions('darwin')).toContain('colima');
});
