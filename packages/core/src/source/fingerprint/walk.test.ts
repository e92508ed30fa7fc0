/**
 * One walk, one list (rows 8 to 12).
 * Its order, what stops it, and what it must never do.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asNobody } from '../as-nobody.test.fixture.js';
import { parseIgnoreFile } from '../ignore/ignore-file.js';
import { makeRules } from '../ignore/ignore.js';
import { timeSlice } from './time-slice.js';
import { type Walk, walk } from './walk.js';

// Generous: real processes and real disks, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-walk-')));
});
// A command of the churn below may briefly outlive its shell and write once more.
afterEach(() => rmSync(dir, { recursive: true, maxRetries: 5, retryDelay: 20 }));

const write = (...paths: string[]): void => {
  for (const path of paths) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), path);
  }
};
const raw = (name: Buffer | string): Buffer => Buffer.concat([Buffer.from(`${dir}/`), Buffer.from(name)]);
const run = (ignore = '', signal = new AbortController().signal): Promise<Walk> => {
  const options = { dockerfile: undefined, litter: ['node_modules'], stateDb: '/nowhere/.smolfaas' };
  return walk('fn', dir, makeRules(dir, parseIgnoreFile(ignore), options), timeSlice(signal));
};
const paths = async (ignore = ''): Promise<string[]> => (await run(ignore)).entries.map((entry) => entry.path);
/** The error that a walk throws; `undefined` when it succeeds. */
const refusal = (ignore = ''): Promise<unknown> =>
  run(ignore).then(
    () => undefined,
    (error: unknown) => error,
  );

test('row 12: order is per path component, by bytes, each directory before its content', async () => {
  write('a/z', 'a.txt', 'a-b', 'B', 'b', 'é', 'z', '\u{1F600}', '\uFF61', 'a/b/c', '名前/ü');
  expect(await paths()).toEqual([
    'B',
    'a',
    'a/b',
    'a/b/c',
    'a/z',
    'a-b',
    'a.txt',
    'b',
    'z',
    'é',
    '名前',
    '名前/ü',
    '\uFF61',
    '\u{1F600}',
  ]);
});

test('empty directories are part of the source', async () => {
  mkdirSync(join(dir, 'empty'));
  expect(await paths()).toEqual(['empty']);
});

test('what is left out is not listed, and what an exception brings back comes with its directories', async () => {
  write('src/a', 'src/deep/b', 'docs/x', 'node_modules/m/index.js', '.git/HEAD', '.env', 'conf/.env.local');
  expect(await run()).toMatchObject({ leftOut: ['.env', 'conf/.env.local'] });
  expect(await paths()).toEqual(['conf', 'docs', 'docs/x', 'src', 'src/a', 'src/deep', 'src/deep/b']);
  expect(await paths('*\n!src/deep/b')).toEqual(['src', 'src/deep', 'src/deep/b']);
  expect(await paths('*\n!**/b')).toEqual(['src', 'src/deep', 'src/deep/b']);
});

test('row 8: links are their text: outside, in a circle, dangling, to a directory; nothing is followed', async () => {
  symlinkSync('/etc', join(dir, 'etc'));
  symlinkSync('.', join(dir, 'here'));
  symlinkSync('loop', join(dir, 'loop'));
  symlinkSync('gone/ü', join(dir, 'nowhere'));
  const { entries } = await run();
  expect(entries.map(({ path, kind, linkname }) => [path, kind, linkname])).toEqual([
    ['etc', 'symlink', '/etc'],
    ['here', 'symlink', '.'],
    ['loop', 'symlink', 'loop'],
    ['nowhere', 'symlink', 'gone/ü'],
  ]);
});

describe('row 9: special files', () => {
  test('a named pipe is refused without being opened: nobody waits for a writer', async () => {
    mkdirSync(join(dir, 'sub'));
    execFileSync('mkfifo', [join(dir, 'sub', 'pipe')]);
    const facts = { function: 'fn', path: 'sub/pipe', kind: 'named pipe' };
    expect(await refusal()).toMatchObject({ code: 'source-special-file', facts });
  });

  test('a socket is refused, unless it is ignored', async () => {
    const server = createServer().listen(join(dir, 'x.sock'));
    await once(server, 'listening');
    expect(await refusal()).toMatchObject({ code: 'source-special-file', facts: { path: 'x.sock', kind: 'socket' } });
    expect(await paths('*.sock')).toEqual([]);
    server.close();
    await once(server, 'close');
  });
});

describe('row 10: what cannot be read', () => {
  const built = (path: string): URL => new URL(`../../../dist/source/${path}`, import.meta.url);
  const fingerprintAsNobody = (): unknown =>
    asNobody(
      { fingerprint: built('fingerprint/fingerprint.js'), makeRules: built('ignore/ignore.js') },
      `const dir = ${JSON.stringify(dir)}, signal = new AbortController().signal;
      const rules = makeRules(dir, [], { dockerfile: undefined, litter: [], stateDb: '/nowhere/.smolfaas' });
      return fingerprint('fn', dir, rules, { nowMs: Date.now(), signal }).catch((error) => error);`,
    );

  beforeEach(() => chmodSync(dir, 0o755));

  test.each([
    ['a file', 'secrets/key.pem', 0o000, 'secrets/key.pem'],
    ['a directory that may not be listed', 'secrets', 0o311, 'secrets'],
    ['a directory that may not be entered', 'secrets', 0o644, 'secrets/key.pem'],
  ])('%s is refused with its path and EACCES', (_what, path, mode, named) => {
    write('secrets/key.pem');
    chmodSync(join(dir, path), mode);
    const facts = { function: 'fn', path: named, errno: 'EACCES' };
    expect(fingerprintAsNobody()).toMatchObject({ code: 'source-unreadable', facts });
    chmodSync(join(dir, 'secrets'), 0o755);
  });
});

describe('row 11: names that cannot travel', () => {
  test.each([
    [Buffer.from('caf\xe9.py', 'latin1'), 'caf\\xe9.py'],
    ['new\nline', 'new\\nline'],
    ['\u001b[31mred', '\\x1b[31mred'],
  ])('%j is refused and shown as %s', async (name, shown) => {
    writeFileSync(raw(name), '');
    expect(await refusal()).toMatchObject({ code: 'source-bad-name', facts: { function: 'fn', path: shown } });
    expect(await paths('*')).toEqual([]);
  });

  test('in a directory, and as the text of a link', async () => {
    mkdirSync(join(dir, 'sub'));
    symlinkSync(Buffer.from('caf\xe9', 'latin1'), join(dir, 'sub', 'link'));
    expect(await refusal()).toMatchObject({ code: 'source-bad-name', facts: { path: 'sub/link -> caf\\xe9' } });
  });
});

test('a directory that is gone is an error of its function', async () => {
  const gone = walk(
    'fn',
    join(dir, 'gone'),
    makeRules(dir, [], { dockerfile: undefined, litter: [], stateDb: '/x' }),
    timeSlice(new AbortController().signal),
  );
  await expect(gone).rejects.toMatchObject({ code: 'source-unreadable', facts: { path: '.', errno: 'ENOENT' } });
});

test('a tree that changes all the time is walked, or refused as changing: nothing else', async () => {
  const churn = spawn('sh', ['-c', 'cd "$0" && while :; do mkdir -p a/b; touch a/b/c a/d; rm -rf a; done', dir]);
  try {
    const outcomes: unknown[] = [];
    for (let round = 0; round < 300; round++) {
      outcomes.push(await refusal());
      await new Promise((resolve) => setImmediate(resolve));
    }
    const refusals = outcomes.filter((outcome) => outcome !== undefined);
    expect(refusals).toEqual(refusals.map(() => expect.objectContaining({ code: 'source-changed' })));
  } finally {
    churn.kill('SIGKILL');
    await once(churn, 'exit');
  }
});
