/** Secrets of several functions, from the environment, files and commands. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ServedSecret } from '../../contract/pipeline.js';
import type { SecretChoice, SecretOrigin } from '../../contract/settings.js';
import { readSecrets } from './secrets.js';

const dir = mkdtempSync(join(tmpdir(), 'smolfaas-secrets-'));
afterAll(() => rmSync(dir, { recursive: true }));

const key = Buffer.from('a key');
const env = (name: string): SecretOrigin => ({ kind: 'env', env: name });
const file = (name: string): SecretOrigin => ({ kind: 'file', path: join(dir, name) });
const command = (text: string): SecretOrigin => ({
  kind: 'command',
  argv: ['/bin/sh', '-c', text],
  text,
  cwd: dir,
  timeoutMs: 10_000,
});

async function read(functions: Readonly<Record<string, Readonly<Record<string, SecretChoice>>>>, withKey = key) {
  const served: ServedSecret[] = [];
  const variables = { PATH: process.env['PATH'], KEY: ' spaces stay ', EMPTY: '' };
  const settings = { host: { variables } };
  const requests = Object.entries(functions).map(([fn, secrets]) => ({ function: fn, choice: { secrets } }));
  const signal = new AbortController().signal;
  const found = await readSecrets(requests, withKey, { settings, signal, onSecrets: (all) => served.push(...all) });
  return { ...found, served: served.map(({ value }) => String(value)) };
}

const values = (found: Awaited<ReturnType<typeof read>>, fn = 'a') =>
  Object.fromEntries((found.values.get(fn) ?? []).map(({ name, value }) => [name, String(value)]));

test('values are those of their origin; a command loses the end of a single line', async () => {
  writeFileSync(join(dir, 'file'), 'file\n');
  const found = await read({
    a: {
      env: { from: env('KEY') },
      file: { from: file('file') },
      line: { from: command('echo "p@ss \\$1 \'q\'"') },
      lines: { from: command('printf "one\\ntwo\\n"') },
    },
  });
  expect(values(found)).toEqual({ env: ' spaces stay ', file: 'file\n', line: `p@ss $1 'q'`, lines: 'one\ntwo\n' });
  expect(found.problems).toEqual([]);
  expect(found.served).toContain(`p@ss $1 'q'`);
});

test('a command that several functions name runs once', async () => {
  const from = command('echo run >> runs; echo value');
  const found = await read({ a: { one: { from }, two: { from } }, b: { one: { from } } });
  expect([values(found), values(found, 'b')]).toEqual([{ one: 'value', two: 'value' }, { one: 'value' }]);
  expect(readFileSync(join(dir, 'runs'), 'utf8')).toBe('run\n');
});

test('digests differ by value, key, function and name', async () => {
  const digests = (found: Awaited<ReturnType<typeof read>>) =>
    [...found.values.values()].flat().map(({ digest }) => digest);
  const one = { x: { from: env('KEY') }, y: { from: env('KEY') } };
  const first = digests(await read({ a: one, b: one }));
  const other = digests(await read({ a: one, b: one }, Buffer.from('another key')));
  expect(new Set([...first, ...other]).size).toBe(8);
  expect(digests(await read({ a: one, b: one }))).toEqual(first);
});

test('all faults are found, each with its name; a failed command hides what it printed', async () => {
  writeFileSync(join(dir, 'empty'), '');
  writeFileSync(join(dir, 'binary'), Buffer.from([0xff, 0]));
  const failing = 'echo half a secret; echo "cannot unlock half a secret" >&2; exit 2';
  const found = await read({
    a: {
      unset: { from: env('GONE') },
      empty: { from: env('EMPTY') },
      file: { from: file('empty') },
      absent: { from: file('absent') },
      binary: { from: file('binary') },
      variable: { from: file('binary'), variable: 'X' },
      failing: { from: command(failing) },
    },
    b: { good: { from: env('KEY') } },
  });
  expect(found.problems.map(({ setting, why: { code } }) => [setting, code])).toEqual([
    ['secrets.unset', 'variable-unset'],
    ['secrets.empty', 'empty'],
    ['secrets.file', 'empty'],
    ['secrets.absent', 'file-unreadable'],
    ['secrets.variable', 'not-text'],
    ['secrets.failing', 'command-failed'],
  ]);
  expect(found.problems.at(-1)?.output).toEqual(['cannot unlock half a secret']);
  expect(found.served).toContain('half a secret');
});
