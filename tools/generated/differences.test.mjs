import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { differences } from './differences.mjs';

let dir;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-differences-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function tree(name, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name, path)), { recursive: true });
    writeFileSync(join(dir, name, path), text);
  }
  return join(dir, name);
}

test('the same files with the same bytes are no difference', () => {
  const files = { 'a_pb.ts': 'a', 'deep/er/b_pb.ts': 'b' };
  expect(differences(tree('wanted', files), tree('actual', files))).toEqual([]);
});

test('a changed, a missing and a left-over file are named, at any depth', () => {
  const wanted = tree('wanted', { 'same.ts': '=', 'deep/changed.ts': 'new', 'deep/missing.ts': '' });
  const actual = tree('actual', { 'same.ts': '=', 'deep/changed.ts': 'old', 'old/left.ts': '' });
  expect(differences(wanted, actual)).toEqual([
    'deep/changed.ts differs',
    'deep/missing.ts is missing',
    'old/left.ts is made by nothing',
  ]);
});

test('a tree that is not there at all is missing every file', () => {
  expect(differences(tree('wanted', { 'a.ts': '' }), join(dir, 'nowhere'))).toEqual(['a.ts is missing']);
});
