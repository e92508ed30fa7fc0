/**
 * The content hash and the stat cache (rows 13 to 17).
 * Every edit changes the hash, and nothing else does.
 */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SourceLimits } from '../../contract/settings.js';
import type { StatCache } from '../../contract/state-store.js';
import { parseIgnoreFile } from '../ignore/ignore-file.js';
import { makeRules } from '../ignore/ignore.js';
import { type Fingerprint, fingerprint } from './fingerprint.js';

// Generous: real processes and real disks, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let temp: string;
let dir: string;
beforeEach(() => {
  temp = realpathSync(mkdtempSync(join(tmpdir(), 'smolfaas-print-')));
  dir = join(temp, 'fn');
  mkdirSync(join(dir, 'src'), { recursive: true });
  writeFileSync(join(dir, 'main.py'), 'print(1)\n');
  writeFileSync(join(dir, 'src', 'a.txt'), 'aaaa');
});
afterEach(() => rmSync(temp, { recursive: true }));

/** Long enough after the last edit for the files to have settled. */
const LATER = 10_000;
interface Taking {
  readonly at?: string;
  readonly ignore?: string;
  readonly nowMs?: number;
  readonly limits?: SourceLimits;
}

const take = (cache?: StatCache, taking: Taking = {}): Promise<Fingerprint> => {
  const { at = dir, ignore = '', nowMs = Date.now() + LATER, limits } = taking;
  const options = { dockerfile: undefined, litter: [], stateDb: '/nowhere/.smolfaas' };
  const rules = makeRules(at, parseIgnoreFile(ignore), options);
  return fingerprint('fn', at, rules, { cache, nowMs, limits, signal: new AbortController().signal });
};

test('the hash is fixed for all time and all hosts: modes are normalised, and no time, owner or inode is in it', async () => {
  symlinkSync('src/a.txt', join(dir, 'link'));
  mkdirSync(join(dir, 'empty'), 0o700);
  writeFileSync(join(dir, 'run.sh'), '#!/bin/sh\n', { mode: 0o700 });
  chmodSync(join(dir, 'main.py'), 0o600);
  const first = await take();
  expect(first.contentHash).toMatchInlineSnapshot(`"f789e6333b04b182440461a553f1a652eeda55489c194f12bd997027a85b99b9"`);
  expect(
    first.entries.map(({ path, kind, mode, size }) => [path, kind, mode.toString(8), size]),
  ).toMatchInlineSnapshot(`
    [
      [
        "empty",
        "directory",
        "755",
        0,
      ],
      [
        "link",
        "symlink",
        "777",
        0,
      ],
      [
        "main.py",
        "file",
        "644",
        9,
      ],
      [
        "run.sh",
        "file",
        "755",
        10,
      ],
      [
        "src",
        "directory",
        "755",
        0,
      ],
      [
        "src/a.txt",
        "file",
        "644",
        4,
      ],
    ]
  `);
  const copy = join(temp, 'copy');
  cpSync(dir, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(join(copy, 'main.py'), 0o664);
  utimesSync(join(copy, 'main.py'), 1, 1);
  expect((await take(undefined, { at: copy })).contentHash).toBe(first.contentHash);
});

describe('row 15: every edit changes the hash, with and without the cache', () => {
  const edits: Readonly<Record<string, () => void>> = {
    'another byte, same size and same mtime': () => {
      const { atime, mtime } = statSync(join(dir, 'src/a.txt'));
      writeFileSync(join(dir, 'src/a.txt'), 'aaab');
      utimesSync(join(dir, 'src/a.txt'), atime, mtime);
    },
    'one byte more': () => appendFileSync(join(dir, 'main.py'), '\n'),
    truncated: () => truncateSync(join(dir, 'main.py'), 3),
    emptied: () => truncateSync(join(dir, 'main.py'), 0),
    'chmod +x only': () => chmodSync(join(dir, 'main.py'), 0o755),
    'renamed only': () => renameSync(join(dir, 'main.py'), join(dir, 'main2.py')),
    'moved into a directory': () => renameSync(join(dir, 'main.py'), join(dir, 'src/main.py')),
    'two files swapped': () => {
      renameSync(join(dir, 'main.py'), join(temp, 'x'));
      renameSync(join(dir, 'src/a.txt'), join(dir, 'main.py'));
      renameSync(join(temp, 'x'), join(dir, 'src/a.txt'));
    },
    'a new file': () => writeFileSync(join(dir, 'src/b.txt'), ''),
    'a new empty directory': () => mkdirSync(join(dir, 'void')),
    'a file removed': () => rmSync(join(dir, 'src/a.txt')),
    'a file became a link to the same bytes': () => {
      renameSync(join(dir, 'main.py'), join(temp, 'main.py'));
      symlinkSync('../main.py', join(dir, 'main.py'));
    },
    'a file became a directory': () => {
      rmSync(join(dir, 'main.py'));
      mkdirSync(join(dir, 'main.py'));
    },
    'replaced by a file of the same size and time (mv of a backup)': () => {
      const { atime, mtime } = statSync(join(dir, 'src/a.txt'));
      writeFileSync(join(temp, 'new'), 'bbbb');
      utimesSync(join(temp, 'new'), atime, mtime);
      renameSync(join(temp, 'new'), join(dir, 'src/a.txt'));
    },
  };
  test.each(Object.keys(edits))('%s', async (name) => {
    const before = await take();
    expect((await take(before.cache)).contentHash).toBe(before.contentHash);
    edits[name]?.();
    const withCache = await take(before.cache);
    expect(withCache.contentHash).not.toBe(before.contentHash);
    expect(withCache.contentHash).toBe((await take()).contentHash);
  });

  test('the target of a link: its text counts, the content behind it does not', async () => {
    symlinkSync('../outside', join(dir, 'link'));
    const before = await take();
    writeFileSync(join(temp, 'outside'), 'anything');
    expect((await take(before.cache)).contentHash).toBe(before.contentHash);
    rmSync(join(dir, 'link'));
    symlinkSync('../outsidE', join(dir, 'link'));
    expect((await take(before.cache)).contentHash).not.toBe(before.contentHash);
  });
});

describe('the stat cache', () => {
  test('nothing changed: nothing to save, and nothing is read', async () => {
    const { cache } = await take();
    expect([...(cache?.records.keys() ?? [])]).toEqual(['main.py', 'src/a.txt']);
    const again = await take(cache);
    expect(again.cache).toBeUndefined();
    // If the file had been read, the result would be its true hash.
    const record = { ...recordOf(cache, 'main.py'), sha256: 'f'.repeat(64) };
    const lying = { takenNs: cache?.takenNs ?? 0n, records: new Map(cache?.records).set('main.py', record) };
    expect((await take(lying)).entries.find((entry) => entry.path === 'main.py')?.sha256).toBe('f'.repeat(64));
  });

  test('row 15: a file that was touched in the tick in which the cache was taken is read again', async () => {
    const { cache } = await take(undefined, { nowMs: Date.now() });
    const record = { ...recordOf(cache, 'main.py'), sha256: 'f'.repeat(64) };
    const lying = { takenNs: cache?.takenNs ?? 0n, records: new Map(cache?.records).set('main.py', record) };
    expect((await take(lying)).entries.find((entry) => entry.path === 'main.py')?.sha256).toBe(
      recordOf(cache, 'main.py').sha256,
    );
  });

  test('reading a few unsettled files again is no reason to write', async () => {
    const { cache } = await take(undefined, { nowMs: Date.now() });
    expect((await take(cache)).cache).toBeUndefined();
  });

  test('a removed file leaves the cache, a touched one is updated', async () => {
    const { cache } = await take();
    rmSync(join(dir, 'src/a.txt'));
    const after = await take(cache);
    expect([...(after.cache?.records.keys() ?? [])]).toEqual(['main.py']);
    utimesSync(join(dir, 'main.py'), 5, 5);
    const touched = await take(after.cache);
    expect(touched.contentHash).toBe(after.contentHash);
    expect(recordOf(touched.cache, 'main.py').mtimeNs).toBe(5_000_000_000n);
  });

  test.each([-86_400_000, 86_400_000])(
    'row 16: the clock is off by %i ms: same hash, and edits are seen',
    async (off) => {
      const before = await take(undefined, { nowMs: Date.now() + off });
      expect((await take(before.cache, { nowMs: Date.now() - off })).contentHash).toBe(before.contentHash);
      writeFileSync(join(dir, 'src/a.txt'), 'aaab');
      expect((await take(before.cache)).contentHash).not.toBe(before.contentHash);
    },
  );

  test('row 16: times in the future and before 1970 change nothing', async () => {
    const before = await take();
    utimesSync(join(dir, 'main.py'), 4_000_000_000, 4_000_000_000);
    utimesSync(join(dir, 'src/a.txt'), -5, -5);
    const after = await take(before.cache);
    expect(after.contentHash).toBe(before.contentHash);
    writeFileSync(join(dir, 'main.py'), 'print(2)\n');
    utimesSync(join(dir, 'main.py'), 4_000_000_000, 4_000_000_000);
    expect((await take(after.cache)).contentHash).not.toBe(before.contentHash);
  });
});

test('row 14: a file that is written while it is read ends in source-changed or in a hash of one of its states', async () => {
  const path = join(dir, 'growing');
  writeFileSync(path, Buffer.alloc(64 * 1024 * 1024));
  const writing = setInterval(() => appendFileSync(path, 'x'), 1);
  const outcome: unknown = await take().catch((error: unknown) => error);
  clearInterval(writing);
  expect(outcome).toMatchObject({ code: 'source-changed', facts: { function: 'fn', path: 'growing' } });
});

test('row 13: a large file is hashed in one buffer, and the loop is not held', async () => {
  const path = join(dir, 'large');
  writeFileSync(path, '');
  truncateSync(path, 300 * 1024 * 1024);
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const rss = process.memoryUsage.rss();
  const { entries } = await take();
  clearInterval(beat);
  expect(entries.find((entry) => entry.path === 'large')?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(process.memoryUsage.rss() - rss).toBeLessThan(100 * 1024 * 1024);
  expect(longest).toBeLessThan(2000);
});

test('row 13: too many bytes are refused before any is read, with the largest files', async () => {
  truncateSync(join(dir, 'main.py'), 5e9);
  const began = performance.now();
  const taken = take(undefined, { limits: { bytes: 1e9, files: 10 } });
  await expect(taken).rejects.toMatchObject({
    code: 'source-too-large',
    facts: {
      what: 'bytes',
      limit: 1e9,
      found: 5e9 + 4,
      largest: [
        { path: 'main.py', bytes: 5e9 },
        { path: 'src/a.txt', bytes: 4 },
      ],
    },
  });
  expect(performance.now() - began).toBeLessThan(1000);
});

test('row 13: too many files are refused while they are listed, with the fullest directories', async () => {
  for (let n = 0; n < 20; n++) writeFileSync(join(dir, 'src', `f${n}`), '');
  await expect(take(undefined, { limits: { bytes: 1e9, files: 10 } })).rejects.toMatchObject({
    code: 'source-too-large',
    facts: {
      what: 'files',
      limit: 10,
      found: 11,
      largest: [
        { path: 'src', files: 9 },
        { path: '.', files: 2 },
      ],
    },
  });
});

test('what is ignored counts for nothing', async () => {
  writeFileSync(join(dir, 'huge'), '');
  truncateSync(join(dir, 'huge'), 5e9);
  const limits = { bytes: 1e6, files: 10 };
  expect((await take(undefined, { ignore: 'huge', limits })).entries).toHaveLength(3);
});

test('a run that is aborted stops with the reason of the signal', async () => {
  for (let n = 0; n < 3000; n++) writeFileSync(join(dir, `f${n}`), '');
  const controller = new AbortController();
  const rules = makeRules(dir, [], { dockerfile: undefined, litter: [], stateDb: '/x' });
  const running = fingerprint('fn', dir, rules, { nowMs: 0, signal: controller.signal });
  const reason = new Error('interrupted');
  controller.abort(reason);
  await expect(running).rejects.toBe(reason);
});

test('row 17: secrets that were left out and keys that were not are remarked', async () => {
  for (const name of ['.env', '.env.local', 'tls.pem', 'id_rsa', '.npmrc']) writeFileSync(join(dir, name), 'x');
  const { notices, entries } = await take();
  expect(notices).toMatchInlineSnapshot(`
    [
      {
        "level": "note",
        "notice": {
          "code": "secrets-left-out",
          "facts": {
            "paths": [
              ".env",
              ".env.local",
            ],
          },
        },
      },
      {
        "level": "warning",
        "notice": {
          "code": "keys-included",
          "facts": {
            "paths": [
              "id_rsa",
              "tls.pem",
            ],
          },
        },
      },
    ]
  `);
  expect(entries.map((entry) => entry.path)).toEqual(['.npmrc', 'id_rsa', 'main.py', 'src', 'src/a.txt', 'tls.pem']);
  expect((await take(undefined, { ignore: '*.pem\nid_*\n.env*' })).notices).toEqual([]);
});

test('two trees whose names could run into each other have different hashes', async () => {
  const hashes = new Set<string>();
  const shapes = [
    ['ab', 'c'],
    ['a', 'bc'],
    ['abc', ''],
    ['a b', 'c'],
    ['a', 'b c'],
  ];
  for (const [name = '', content = ''] of shapes) {
    const at = join(temp, `shape-${hashes.size}`);
    mkdirSync(at);
    writeFileSync(join(at, name), content);
    hashes.add((await take(undefined, { at })).contentHash);
  }
  expect(hashes.size).toBe(shapes.length);
});

function recordOf(cache: StatCache | undefined, path: string) {
  const record = cache?.records.get(path);
  if (record === undefined)
    throw new Error(`no record of ${path}, though ${readFileSync(join(dir, path)).length} bytes`);
  return record;
}

describe('what a function shares', () => {
  const options = { dockerfile: undefined, litter: ['node_modules'], stateDb: '/nowhere/.smolfaas' };
  const own = () => makeRules(dir, [], options);
  const more = (limits?: SourceLimits) => ({ limits, signal: new AbortController().signal });
  const shared = (cache?: StatCache, limits?: SourceLimits) => {
    const rules = makeRules(join(temp, 'lib'), parseIgnoreFile('*.md\n'), options);
    const lib = { at: '../lib', dir: join(temp, 'lib'), kind: 'directory', rules } as const;
    const file = { at: '../x.json', dir: join(temp, 'x.json'), kind: 'file', rules } as const;
    const nowMs = Date.now() + LATER;
    return fingerprint('fn', dir, own(), { cache, nowMs, shared: [lib, file], ...more(limits) });
  };
  beforeEach(() => {
    mkdirSync(join(temp, 'lib', 'node_modules'), { recursive: true });
    for (const name of ['a.js', 'b.md', '.env', 'node_modules/x']) writeFileSync(join(temp, 'lib', name), name);
    writeFileSync(join(temp, 'x.json'), '{}');
  });

  test('follows the files of the function, by the rules of its own directory', async () => {
    const { entries, notices } = await shared();
    const [before, after] = [(await take()).entries, ['../lib', '../lib/a.js', '../x.json']];
    expect(entries.map(({ path }) => path)).toEqual([...before.map(({ path }) => path), ...after]);
    expect(notices).toEqual([
      { level: 'note', notice: { code: 'secrets-left-out', facts: { paths: ['../lib/.env'] } } },
    ]);
  });

  test('changes the hash with each edit, and only then; without it the hash is what it was', async () => {
    const first = await shared();
    expect((await shared()).contentHash).toBe(first.contentHash);
    writeFileSync(join(temp, 'lib', 'b.md'), 'ignored');
    expect((await shared()).contentHash).toBe(first.contentHash);
    writeFileSync(join(temp, 'lib', 'a.js'), 'edited');
    const second = await shared();
    expect(second.contentHash).not.toBe(first.contentHash);
    writeFileSync(join(temp, 'x.json'), '[]');
    expect((await shared()).contentHash).not.toBe(second.contentHash);
    expect((await fingerprint('fn', dir, own(), { nowMs: 0, shared: [], ...more() })).contentHash).toBe(
      (await take()).contentHash,
    );
  });

  test('is in the stat cache, and counts towards the limits', async () => {
    const { cache } = await shared();
    expect([...(cache?.records.keys() ?? [])]).toEqual(['main.py', 'src/a.txt', '../lib/a.js', '../x.json']);
    expect((await shared(cache)).cache).toBeUndefined();
    await expect(shared(undefined, { bytes: 17, files: 99 })).rejects.toMatchObject({ code: 'source-too-large' });
    await expect(shared(undefined, { bytes: 99, files: 4 })).rejects.toMatchObject({ code: 'source-too-large' });
  });

  test('is named in errors as it is in the setting', async () => {
    symlinkSync('a.js', join(temp, 'lib', 'caf\u00e9\n'));
    await expect(shared()).rejects.toMatchObject({ code: 'source-bad-name', facts: { path: '../lib/caf\u00e9\\n' } });
  });
});
