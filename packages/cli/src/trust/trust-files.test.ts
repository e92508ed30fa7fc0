/** Which files are read, and that a write is whole or not at all. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readOwn, removeTrustFiles, trustFiles, writeOwn } from './trust-files.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-trust-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('reads what it wrote, and removes it', () => {
  const db = join(dir, '.smolfaas');
  const { root, bundle } = trustFiles(db);
  expect(readOwn(root)).toBeUndefined();
  writeOwn(root, 'one');
  writeOwn(root, 'two');
  writeOwn(bundle, 'three');
  expect([readOwn(root), readOwn(bundle)]).toEqual(['two', 'three']);
  expect(readdirSync(dir)).toEqual(['.smolfaas-ca-bundle.pem', '.smolfaas-ca.pem']);
  removeTrustFiles(db);
  expect(readdirSync(dir)).toEqual([]);
});

it('does not follow links', () => {
  const other = join(dir, 'other');
  const { root } = trustFiles(join(dir, 'db'));
  writeFileSync(other, 'from elsewhere');
  symlinkSync(other, root);
  expect(readOwn(root)).toBeUndefined();
  writeOwn(root, 'own');
  expect([readOwn(root), readOwn(other)]).toEqual(['own', 'from elsewhere']);
});
