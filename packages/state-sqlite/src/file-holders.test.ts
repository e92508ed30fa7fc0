import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdersOf, parseLocks } from './file-holders.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-holders-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

test('lines of /proc/locks, without those that wait and those of no process', () => {
  const text = `1: POSIX  ADVISORY  READ 812 08:01:1234 1073741826 1073742335
2: POSIX  ADVISORY  WRITE 9 00:2c:18446744073709551615 0 EOF
2: -> POSIX  ADVISORY  WRITE 10 00:2c:77 0 EOF
3: OFDLCK ADVISORY  READ -1 00:06:3 0 EOF
`;
  expect(parseLocks(text)).toEqual([
    { pid: 812, device: '08:01', inode: 1234n },
    { pid: 9, device: '00:2c', inode: 18446744073709551615n },
  ]);
});

test('where the device is another one, only a process that has the very file open is named', () => {
  const path = join(dir, 'file');
  writeFileSync(path, '');
  const { ino } = statSync(path);
  writeFileSync(
    join(dir, 'locks'),
    [7, 8].map((pid) => `1: POSIX  ADVISORY  READ ${pid} ff:ff:${ino} 0 EOF\n`).join(''),
  );
  for (const [pid, target] of [
    [7, path],
    [8, '/elsewhere'],
  ] as const) {
    mkdirSync(join(dir, String(pid), 'fd'), { recursive: true });
    symlinkSync(target, join(dir, String(pid), 'fd', '3'));
  }
  writeFileSync(join(dir, '7', 'comm'), 'sqlite3\n');
  expect(holdersOf(path, dir)).toEqual([{ pid: 7, program: 'sqlite3' }]);
  expect(holdersOf(path, join(dir, 'none'))).toEqual([]);
});
