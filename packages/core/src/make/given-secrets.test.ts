import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SecretSource } from '../contract/runtime.js';
import { givenAgents, givenSecrets } from './given-secrets.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-secrets-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const given = (sources: Record<string, SecretSource>, variables: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(givenSecrets('fn', dir, sources, variables)).map(([id, value]) => [
      id,
      Buffer.from(value).toString(),
    ]),
  );

test('come from variables and files, byte for byte; other kinds are none of these', () => {
  writeFileSync(join(dir, 'token'), 'from a file\n');
  const sources = {
    variable: { env: 'TOKEN' },
    relative: { path: 'token' },
    directory: { path: '~/token' },
    absolute: { path: join(dir, 'token') },
    ca: { host: 'ca' },
    file: { file: 'token' },
  } as const;
  expect(given(sources, { TOKEN: 'from ${A} variable', HOME: dir })).toEqual({
    variable: 'from ${A} variable',
    relative: 'from a file\n',
    directory: 'from a file\n',
    absolute: 'from a file\n',
  });
});

test('the agent goes by the ids that were asked for, and has to run', () => {
  expect(givenAgents('fn', ['default', 'git'], { SSH_AUTH_SOCK: '/run/agent' })).toEqual({
    default: { socketPath: '/run/agent' },
    git: { socketPath: '/run/agent' },
  });
  expect(givenAgents('fn', undefined, {})).toEqual({});
  expect(() => givenAgents('fn', ['git'], {})).toThrow(
    expect.objectContaining({ facts: { function: 'fn', id: 'ssh git', env: 'SSH_AUTH_SOCK', why: 'not set' } }),
  );
});

test.each<[SecretSource, object]>([
  [{ env: 'TOKEN' }, { env: 'TOKEN', why: 'not set' }],
  [{ env: 'EMPTY' }, { env: 'EMPTY', why: 'not set' }],
  [{ path: 'nowhere' }, { path: 'nowhere', why: 'ENOENT' }],
  [{ path: '.' }, { path: '.', why: 'EISDIR' }],
  [{ path: 'empty' }, { path: 'empty', why: 'it is empty' }],
])('%j that is missing is named', (source, facts) => {
  writeFileSync(join(dir, 'empty'), '');
  expect(() => given({ token: source }, { EMPTY: '' })).toThrow(
    expect.objectContaining({ code: 'build-secret-missing', facts: { function: 'fn', id: 'token', ...facts } }),
  );
});
