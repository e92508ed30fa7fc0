/**
 * What a runtime reads from a source (row 14).
 * It receives exactly the hashed bytes, or an error.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SourceTree } from '../../contract/runtime.js';
import { makeRules } from '../ignore/ignore.js';
import { fingerprint } from './fingerprint.js';
import { sourceTree } from './source-tree.js';

let dir: string;
let tree: SourceTree;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-tree-'));
  mkdirSync(join(dir, 'sub'));
  writeFileSync(join(dir, 'package.json'), '\uFEFF{"name":"ü"}');
  writeFileSync(join(dir, 'sub', 'x'), 'x');
  symlinkSync('package.json', join(dir, 'link'));
  const rules = makeRules(dir, [], { dockerfile: undefined, litter: [], stateDb: '/x' });
  const { entries } = await fingerprint('fn', dir, rules, { nowMs: 0, signal: new AbortController().signal });
  tree = sourceTree('fn', dir, entries);
});
afterEach(() => rmSync(dir, { recursive: true }));

const changed = expect.objectContaining({ code: 'source-changed', facts: { function: 'fn', path: 'package.json' } });

test('has what is listed, reads files, follows nothing', () => {
  expect(tree.entries.map((entry) => entry.path)).toEqual(['link', 'package.json', 'sub', 'sub/x']);
  expect([tree.has('sub'), tree.has('sub/x'), tree.has('sub/'), tree.has('..')]).toEqual([true, true, false, false]);
  expect(tree.readText('package.json')).toBe('{"name":"ü"}');
  expect(Buffer.from(tree.read('sub/x') ?? []).toString()).toBe('x');
  expect([tree.read('link'), tree.read('sub'), tree.read('nope'), tree.readText('../package.json')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a file that is not in the list does not exist, although it is on the disk', () => {
  writeFileSync(join(dir, 'late'), 'late');
  expect([tree.has('late'), tree.read('late')]).toEqual([false, undefined]);
});

test.each([
  ['other bytes of the same size', () => writeFileSync(join(dir, 'package.json'), '\uFEFF{"name":"ö"}')],
  ['grown', () => writeFileSync(join(dir, 'package.json'), 'x'.repeat(100))],
  ['gone', () => undefined],
  ['a link', () => symlinkSync('sub/x', join(dir, 'package.json'))],
  ['a named pipe', () => execFileSync('mkfifo', [join(dir, 'package.json')])],
  ['a directory', () => mkdirSync(join(dir, 'package.json'))],
])('row 14: %s: source-changed', (_what, become) => {
  rmSync(join(dir, 'package.json'));
  become();
  expect(() => tree.read('package.json')).toThrow(changed);
});
