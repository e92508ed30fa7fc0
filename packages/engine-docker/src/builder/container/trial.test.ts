import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { executable, PROGRAMS } from './trial.js';

test('the smallest program runs on this machine, whatever stands behind it', () => {
  const program = PROGRAMS[process.arch === 'x64' ? 'amd64' : process.arch];
  if (program === undefined) throw new Error(`no program for ${process.arch}`);
  const directory = mkdtempSync(join(tmpdir(), 'trial-'));
  const file = join(directory, 'trial');
  writeFileSync(file, Buffer.concat([executable(program.machine, program.code), Buffer.from('salt')]), { mode: 0o755 });
  expect(execFileSync(file).length).toBe(0);
  rmSync(directory, { recursive: true });
});
