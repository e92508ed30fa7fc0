import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tar } from './tar.js';

test('the system’s tar unpacks it: names, modes, contents of every length', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tar-'));
  const contents = ['', 'é', 'x'.repeat(511), 'x'.repeat(512), 'x'.repeat(513)];
  const files = contents.map((content, n) => ({ name: `some/where/file${n}`, mode: n % 2 ? 0o600 : 0o644, content }));
  execFileSync('tar', ['-x', '-C', directory], { input: tar(files) });
  for (const { name, mode, content } of files) {
    expect(readFileSync(join(directory, name), 'utf8')).toBe(content);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(mode);
  }
  rmSync(directory, { recursive: true });
});

test('equal files give equal bytes, whole blocks and two empty ones at the end', () => {
  const file = { name: 'a', mode: 0o644, content: 'hello' };
  expect(tar([file])).toEqual(tar([file]));
  expect(tar([file])).toHaveLength(512 * 4);
  expect(tar([])).toHaveLength(1024);
});
