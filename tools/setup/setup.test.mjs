import { expect, test } from 'vitest';
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

test('where no engine may be installed there is a command to paste', () => {
  expect(instructions('linux')).toContain('sudo apt-get install -y docker.io');
  expect(instructions('darwin')).toContain('colima');
});
