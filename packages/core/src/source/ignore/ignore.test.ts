/**
 * What belongs to the source and what does not (rows 17 and 18).
 * The pattern language itself is tested in ignore-pattern.test.ts.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asNobody } from '../as-nobody.test.fixture.js';
import { parseIgnoreFile, readIgnoreFile } from './ignore-file.js';
import { type IgnoreOptions, makeRules } from './ignore.js';

const plain: IgnoreOptions = { dockerfile: undefined, litter: ['node_modules'], stateDb: '/project/.smolfaas' };
const judge = (path: string, lines = '', options: Partial<IgnoreOptions> = {}): string =>
  makeRules('/project/functions/fn', parseIgnoreFile(lines), { ...plain, ...options }).judge(path);

describe('row 17', () => {
  test.each([
    '.git',
    'sub/.git',
    '.smolfaas',
    '.smolfaas-lock',
    'x/.smolfaas-wal',
    '.smolfaas.corrupt-20260101T000000.000Z',
  ])('%s is out, whatever .dockerignore says', (path) => {
    expect([judge(path), judge(path, `!${path}`), judge(path, '!**')]).toEqual(['never', 'never', 'never']);
  });

  test.each(['.gitignore', '.github', '.smolfaasrc', 'git', '.npmrc', 'key.pem', 'environment.env'])(
    '%s is in',
    (path) => {
      expect(judge(path)).toBe('in');
    },
  );

  test('the state database is out where it really lies, by whatever name, with all that belongs to it', () => {
    const stateDb = '/project/functions/fn/data/state.db';
    for (const suffix of ['', '-lock', '-journal', '-wal', '-lock-journal', '.corrupt-2026']) {
      expect(judge(`data/state.db${suffix}`, '', { stateDb })).toBe('never');
    }
    expect(judge('data/state.dbx', '', { stateDb })).toBe('in');
    expect(judge('state.db', '', { stateDb })).toBe('in');
    expect(judge('state.db', '', { stateDb: '/elsewhere/state.db' })).toBe('in');
  });

  test('.env files are out with a notice at any depth, in a Dockerfile function too', () => {
    for (const path of ['.env', '.env.local', '.envrc', 'config/.env']) {
      expect([judge(path), judge(path, '', { dockerfile: 'Dockerfile' })]).toEqual(['env', 'env']);
    }
    expect(judge('.env', '.env')).toBe('ignored');
  });

  test('only an exception that names it brings a .env file back', () => {
    expect(judge('.env', '!.env')).toBe('in');
    expect(judge('.env.local', '!.env*')).toBe('in');
    expect(judge('config/.env', '!config/.env')).toBe('in');
    expect(judge('config/.env', '!**/.env')).toBe('in');
    expect(judge('config/.env', '!.env')).toBe('env');
    expect(judge('src/.env', '*\n!src')).toBe('env');
    expect(judge('.env', '!**')).toBe('env');
    expect(judge('.env', '!.env\n.env')).toBe('ignored');
  });

  test('litter of the runtime is out at any depth, can be named back, and means nothing to a Dockerfile', () => {
    expect([judge('node_modules'), judge('a/node_modules')]).toEqual(['never', 'never']);
    expect(judge('node_modules', '!node_modules')).toBe('in');
    expect(judge('src/node_modules', '*\n!src')).toBe('never');
    expect(judge('node_modules', '', { dockerfile: 'Dockerfile' })).toBe('in');
    expect(judge('node_modules', '', { litter: [] })).toBe('in');
  });
});

test('a Dockerfile and the ignore files are in although they are ignored, but only for a Dockerfile function', () => {
  for (const path of ['Dockerfile', '.dockerignore', 'Dockerfile.dockerignore']) {
    expect([judge(path, '*'), judge(path, '*', { dockerfile: 'Dockerfile' })]).toEqual(['ignored', 'in']);
  }
  expect(judge('sub/Dockerfile', '*', { dockerfile: 'Dockerfile' })).toBe('ignored');
  const linked = { dockerfile: 'Dockerfile', links: ['Dockerfile', 'docker/Dockerfile.prod'] };
  expect(judge('docker/Dockerfile.prod', '*', linked)).toBe('in');
  expect(judge('docker/other', '*', linked)).toBe('ignored');
  const elsewhere = { dockerfile: 'sub/Dockerfile.prod' };
  expect([judge('sub/Dockerfile.prod', '*', elsewhere), judge('Dockerfile', '*', elsewhere)]).toEqual([
    'in',
    'ignored',
  ]);
  expect(judge('sub/Dockerfile.prod.dockerignore', '*', elsewhere)).toBe('in');
});

describe('row 18: the ignore file', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'smolfaas-ignore-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const texts = (dockerfile?: string): string[] => readIgnoreFile('fn', dir, dockerfile).map((pattern) => pattern.text);
  const refused = (why: unknown, path = '.dockerignore'): unknown =>
    expect.objectContaining({ code: 'ignore-file-unusable', facts: { function: 'fn', path, why } });

  test('absent: nothing is ignored', () => {
    expect(texts()).toEqual([]);
  });

  test('a byte order mark is no part of the first pattern', () => {
    writeFileSync(join(dir, '.dockerignore'), '\uFEFFdist\n');
    expect(texts()).toEqual(['dist']);
  });

  test('a Dockerfile may have its own, which replaces the common one', () => {
    writeFileSync(join(dir, '.dockerignore'), 'common');
    writeFileSync(join(dir, 'Dockerfile.dockerignore'), 'own');
    expect([texts(), texts('Dockerfile')]).toEqual([['common'], ['own']]);
    rmSync(join(dir, 'Dockerfile.dockerignore'));
    expect(texts('Dockerfile')).toEqual(['common']);
  });

  test('a Containerfile may have those of Podman, beside it or common', () => {
    const names = ['.dockerignore', '.containerignore', 'Containerfile.containerignore', 'Containerfile.dockerignore'];
    for (const name of names) {
      writeFileSync(join(dir, name), name);
      expect(texts('Containerfile')).toEqual([name]);
      expect(texts('Dockerfile')).toEqual(['.dockerignore']);
    }
  });

  test('malformed, no text, a directory, a link, a named pipe: refused with the reason, never taken as absent', () => {
    const path = join(dir, '.dockerignore');
    writeFileSync(path, 'a\n[b');
    expect(() => texts()).toThrow(refused('line 2: "[b" has a malformed [ ]'));
    writeFileSync(path, Buffer.from([0x61, 0xff]));
    expect(() => texts()).toThrow(refused('not valid UTF-8'));
    rmSync(path);
    mkdirSync(path);
    expect(() => texts()).toThrow(refused('it is not a regular file'));
    rmSync(path, { recursive: true });
    symlinkSync('gone', path);
    expect(() => texts()).toThrow(refused('it is a symbolic link, which is not followed'));
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(() => texts()).toThrow(refused('it is not a regular file'));
  });

  test('unreadable: refused with EACCES', () => {
    writeFileSync(join(dir, '.dockerignore'), '*');
    chmodSync(join(dir, '.dockerignore'), 0o000);
    chmodSync(dir, 0o755);
    const module = new URL('../../../dist/source/ignore/ignore-file.js', import.meta.url);
    const said = asNobody(
      { readIgnoreFile: module },
      `try { return readIgnoreFile('fn', ${JSON.stringify(dir)}); } catch ({ code, facts }) { return [code, facts.why]; }`,
    );
    expect(said).toEqual(['ignore-file-unusable', 'EACCES']);
  });
});
