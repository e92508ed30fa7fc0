import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTree } from './read-tree.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bkt-tree-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('files are hashed, modes normalised, links kept as their text', async () => {
  mkdirSync(join(root, 'd'), { mode: 0o700 });
  writeFileSync(join(root, 'd/f'), 'text', { mode: 0o600 });
  writeFileSync(join(root, 'run'), '');
  chmodSync(join(root, 'run'), 0o700);
  symlinkSync('/etc/passwd', join(root, 'l'));
  utimesSync(join(root, 'd/f'), 12.9, 12.9);
  const { entries } = await readTree(root);
  const sha256 = createHash('sha256').update('text').digest('hex');
  expect(entries).toContainEqual({ path: 'd/f', kind: 'file', mode: 0o644, size: 4, mtimeSeconds: 12, sha256 });
  expect(entries.find(({ path }) => path === 'run')?.mode).toBe(0o755);
  expect(entries.find(({ path }) => path === 'd')).toMatchObject({ kind: 'directory', mode: 0o755 });
  expect(entries.find(({ path }) => path === 'l')).toMatchObject({ kind: 'symlink', linkname: '/etc/passwd' });
});

test('a FIFO and a name that is not UTF-8 are refused by name', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  await expect(readTree(root)).rejects.toMatchObject({
    code: 'source-unreadable',
    details: { path: 'pipe', errno: 'ENOTSUP' },
  });
  rmSync(join(root, 'pipe'));
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'caf')), Buffer.from([0xe9])]), '');
  await expect(readTree(root)).rejects.toMatchObject({ details: { path: 'café', errno: 'EILSEQ' } });
});

test('a root that is not there is an error', async () => {
  await expect(readTree(join(root, 'none'))).rejects.toMatchObject({ details: { path: '.', errno: 'ENOENT' } });
});

test('what is skipped is not read: neither a directory, nor what could not be sent', async () => {
  mkdirSync(join(root, 'node_modules/deep'), { recursive: true });
  execFileSync('mkfifo', [join(root, 'node_modules/deep/pipe')]);
  writeFileSync(join(root, 'kept'), '');
  const asked: string[] = [];
  const { entries } = await readTree(root, { skip: (path) => asked.push(path) > 0 && path === 'node_modules' });
  expect(entries.map(({ path }) => path)).toEqual(['kept']);
  expect(asked.sort()).toEqual(['kept', 'node_modules']);
});
