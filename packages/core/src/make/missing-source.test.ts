import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SmolfaasError } from '../contract/errors.js';
import { withMissingSource } from './missing-source.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-missing-'));
  mkdirSync(join(dir, 'sub'));
  for (const path of ['sub/ignored', 'sent']) writeFileSync(join(dir, path), '');
});
afterEach(() => rmSync(dir, { recursive: true }));

const sent = { path: 'sent', kind: 'file', mode: 0o644, size: 0, mtimeSeconds: 0 } as const;
const hintFor = (line: string): string | undefined => {
  const failed = new SmolfaasError('build-step-failed', { function: 'fn', step: 'COPY', log: [line] });
  const error = withMissingSource(failed, dir, [sent]);
  return error instanceof SmolfaasError && 'hint' in error.facts ? error.facts.hint : undefined;
};

test.each([
  'step "[2/2] COPY sub/ignored /" failed: "/sub/ignored" not found: not found',
  'failed to calculate checksum of ref abc::def: "/sub/ignored": not found',
  'lstat /tmp/buildkit-mount12/sub/ignored: no such file or directory',
])('a file that is there was left out: %s', (line) => {
  const hint = expect.stringContaining('sub/ignored is there, but is left out') as unknown;
  expect(hintFor(line)).toEqual(hint);
});

test('one that is not there is said so', () => {
  expect(hintFor('"/nope": not found')).toContain("there is no nope in the function's directory");
  expect(hintFor('"/sent/below": not found')).toContain('there is no sent/below');
});

test('what was sent is missing for another reason, and other errors are not about files', () => {
  expect(hintFor('"/sent": not found')).toBeUndefined();
  expect(hintFor('sh: make: not found')).toBeUndefined();
  expect(withMissingSource('x', dir, [])).toBe('x');
});

test('a frontend that finds nothing itself is told, too', () => {
  const failed = new SmolfaasError('build-failed', { function: 'fn', message: '"/sub/ignored": not found' });
  expect(withMissingSource(failed, dir, [])).toMatchObject({
    code: 'build-failed',
    facts: { hint: expect.stringContaining('line !sub/ignored') as unknown },
  });
});

test('one that is beside the function can be shared', () => {
  mkdirSync(join(dir, 'functions/web'), { recursive: true });
  mkdirSync(join(dir, '_Lib'));
  const failed = new SmolfaasError('build-failed', { function: 'fn', message: '"/_Lib/a.js": not found' });
  expect(withMissingSource(failed, join(dir, 'functions/web'), [])).toMatchObject({
    facts: { hint: expect.stringMatching(/shared: \[\.\.\/\.\.\/_Lib\] .* COPY --from=lib$/) },
  });
});
