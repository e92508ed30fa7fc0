import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readUpstreams, upstreamsBody, writeUpstreamsCommand } from './upstream-files.js';

test('the command writes and replaces, and leaves nothing half done', () => {
  const data = mkdtempSync(join(tmpdir(), 'upstreams-'));
  const write = (...routes: readonly [string, string][]) => {
    const argv = writeUpstreamsCommand(routes.map(([fn, upstream]) => ({ function: fn, upstream })));
    const [shell = '', flag = '', script = '', ...rest] = argv;
    execFileSync(shell, [flag, script.replaceAll('/data/', `${data}/`), ...rest]);
  };
  write(['a', 'p-a.g1'], ['b', 'p-b.g1']);
  write(['a', 'p-a.g2']);
  const directory = join(data, 'upstreams');
  expect(readdirSync(directory).toSorted()).toEqual(['a', 'b']);
  expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('p-a.g2');
  expect(readFileSync(join(directory, 'b'), 'utf8')).toBe('p-b.g1');
  rmSync(data, { recursive: true });
});

test('what the control server tells is read back', () => {
  const asked = upstreamsBody(['a', 'b', 'c']);
  const filled = asked
    .replace('{file./data/upstreams/a}', 'p-a.g1')
    .replace('{file./data/upstreams/b}', 'p-b.g7')
    .replace(/\{.*\}/, '');
  expect(readUpstreams(filled)).toEqual(
    new Map([
      ['a', 'p-a.g1'],
      ['b', 'p-b.g7'],
      ['c', ''],
    ]),
  );
  expect(readUpstreams('')).toEqual(new Map());
});
