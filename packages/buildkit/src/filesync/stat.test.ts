import { expect, test } from 'vitest';
import { refusal, statOf } from './stat.js';
import type { FileEntry } from './tree.js';

const file: FileEntry = {
  path: 'a/b',
  kind: 'file',
  mode: 0o755,
  size: 7,
  mtimeSeconds: 1_700_000_000,
  sha256: 'f'.repeat(64),
};

test('a file: plain permission bits, size, and the hash as nanoseconds below one second', () => {
  const stat = statOf(file);
  expect(stat).toMatchObject({ path: 'a/b', mode: 0o755, size: 7n, uid: 0, gid: 0, linkname: '' });
  expect(stat.modTime).toBe(1_700_000_000_000_000_000n + 536_870_911n);
  expect(statOf({ ...file, sha256: '0'.repeat(64) }).modTime).toBe(1_700_000_000_000_000_000n);
  expect(statOf({ ...file, sha256: '00000008'.padEnd(64, 'f') }).modTime % 1_000_000_000n).toBe(1n);
});

test('a file from before 1970 stays within its second', () => {
  expect(statOf({ ...file, mtimeSeconds: -1 }).modTime).toBe(-1_000_000_000n + 536_870_911n);
});

test.each([1e11, -1e11])('a time of %i seconds, which does not fit, becomes the nearest that does', (mtimeSeconds) => {
  const { modTime } = statOf({ ...file, mtimeSeconds });
  expect(BigInt.asIntN(64, modTime)).toBe(modTime);
  expect(Number(modTime) / 1e9).toBeCloseTo(Math.sign(mtimeSeconds) * 9_223_372_035, -1);
});

test('directories and links carry the type bits of Go, no size of their own and no hash', () => {
  const directory = statOf({ path: 'd', kind: 'directory', mode: 0o755, size: 4096, mtimeSeconds: 5 });
  expect(directory).toMatchObject({ mode: 0x80000000 + 0o755, size: 0n, modTime: 5_000_000_000n });
  const link = statOf({ path: 'l', kind: 'symlink', mode: 0o777, size: 0, mtimeSeconds: 5, linkname: '../ü' });
  expect(link).toMatchObject({ mode: 0x08000000 + 0o777, size: 5n, linkname: '../ü', modTime: 5_000_000_000n });
});

test.each([
  [{ path: '/a' }, 'its path is not clean and relative'],
  [{ path: 'a/../b' }, 'its path is not clean and relative'],
  [{ path: 'a//b' }, 'its path is not clean and relative'],
  [{ path: 'a\ud800' }, 'its name is not valid Unicode'],
  [{ path: 'a\0' }, 'its name is not valid Unicode'],
  [{ mode: 0o100644 }, 'its mode has more than permission bits'],
  [{ mtimeSeconds: 1.5 }, 'its time is not in whole seconds'],
  [{ sha256: 'abc' }, 'it has no SHA-256'],
  [{ size: -1 }, 'its size is not a number of bytes'],
  [{ kind: 'symlink', linkname: '' }, 'it is a link without a target'],
] satisfies [Partial<FileEntry>, string][])('%j is refused', (change, reason) => {
  expect(refusal({ ...file, ...change })).toBe(reason);
  expect(() => statOf({ ...file, ...change })).toThrow(reason);
});
