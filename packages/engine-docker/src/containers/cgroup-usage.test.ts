/** The kernel's files of both versions of cgroups, as plain files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cgroupUsage } from './cgroup-usage.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'smolfaas-cgroup-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function files(contents: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

it.each(['docker/abc', 'system.slice/docker-abc.scope', 'machine.slice/libpod-abc.scope'])('reads v2: %s', (dir) => {
  files({
    [`${dir}/memory.current`]: '1000\n',
    [`${dir}/memory.stat`]: 'anon 5\ninactive_file 300\nactive_file 7\n',
    [`${dir}/cpu.stat`]: 'usage_usec 42\nuser_usec 2\n',
  });
  expect(cgroupUsage('abc', 9, root)).toEqual({ at: 9, memoryBytes: 700, cpuNs: 42_000 });
});

it('reads v1', () => {
  files({
    'memory/docker/abc/memory.usage_in_bytes': '1000\n',
    'memory/docker/abc/memory.stat': 'inactive_file 1\ntotal_inactive_file 400\n',
    'cpuacct/docker/abc/cpuacct.usage': '42\n',
  });
  expect(cgroupUsage('abc', 9, root)).toEqual({ at: 9, memoryBytes: 600, cpuNs: 42 });
});

it('knows nothing of containers whose files are not here', () => {
  files({ 'docker/abc/memory.current': '1000\n' });
  expect(cgroupUsage('abc', 9, root)).toBeUndefined();
  expect(cgroupUsage('abd', 9, root)).toBeUndefined();
});
