/** Base images that the user chooses, and the keys that are probably misspelt. */
import { expect, it } from 'vitest';
import { bases, strayBases } from './bases.js';

it('takes a variable before the project file, key by key', () => {
  const env = { SMOLFAAS_BASE_NODE_BUILD: 'example.com/node:env', SMOLFAAS_BASE_GO: '' };
  const chosen = { go: 'example.com/go:file', 'node-build': 'example.com/node:file' };
  expect(bases(env, chosen)).toEqual({ go: 'example.com/go:file', 'node-build': 'example.com/node:env' });
});

it('refuses a reference with blanks', () => {
  expect(() => bases({ SMOLFAAS_BASE_GO: 'a b' }, {})).toThrow(/SMOLFAAS_BASE_GO.*must be an image reference/);
});

it('warns of a key that no runtime declares', () => {
  const manifests = [{ bases: { 'node-build': { image: 'node:24' } } }, {}];
  expect(strayBases({ 'node-build': 'a' }, manifests)).toEqual([]);
  expect(strayBases({ 'node-biuld': 'a', zig: 'b' }, manifests)).toEqual([
    'bases.node-biuld of the project file: no runtime here has this base; did you mean node-build?',
    'bases.zig of the project file: no runtime here has this base',
  ]);
});
