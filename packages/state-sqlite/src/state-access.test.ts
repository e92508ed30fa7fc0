/**
 * Tests opening the database in every condition it may be found in (row 56), and the records that
 * the store keeps.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GenerationRecord, SmolfaasError, type StatCache } from '@smolfaas/core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDatabase } from './driver.js';
import { SCHEMA_VERSION } from './schema.js';
import { sqliteState } from './state-access.js';
import { sqliteStore } from './store.js';

// Generous: real processes and real disks, on machines that may be busy with other work.
vi.setConfig({ testTimeout: 30_000 });

/** The module that a process under another user runs. */
const BUILT = new URL('../dist/state-access.js', import.meta.url).href;

/** A read transaction that never ends. */
const READER = `
  const { openDatabase } = await import(${JSON.stringify(new URL('../dist/driver.js', import.meta.url).href)});
  const db = openDatabase(process.argv[1], { readonly: true, busyMs: 1000 });
  db.exec('BEGIN');
  db.prepare('SELECT * FROM sqlite_schema').all();
  console.log('reads');
  setInterval(() => {}, 1000);`;

const state = sqliteState();
let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-state-'));
  path = join(dir, '.smolfaas');
});
afterEach(() => rmSync(dir, { recursive: true }));

const generation = (fn: string, n: number): GenerationRecord => ({
  function: fn,
  generation: n,
  runtime: 'go',
  contentHash: 'c'.repeat(64),
  recipeKey: 'k',
  imageId: `sha256:${n}`,
  specHash: 's',
  builtAt: 1_700_000_000_000,
  instances: 1,
  ready: [],
});

const fileA = { path: 'a', dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5n, sha256: 'ab'.repeat(32) };
const cache: StatCache = { takenNs: 1_700_000_000_000_000_001n, records: new Map([['a', fileA]]) };
/** Enough to fill dozens of pages. */
const many = new Map(Array.from({ length: 1000 }, (_, n) => [`f${n}`, { ...fileA, path: `f${n}` }]));

/** Creates a database with some content, and closes it. */
function filled(): void {
  const { store } = state.open(path);
  store.saveProject({ id: 'p1', functionsDir: '/srv/functions' });
  store.record(generation('hello', 1));
  store.close();
}

describe('store', () => {
  test('remembers the project, generations and stat caches over a restart', () => {
    const { store, setAside } = state.open(path);
    expect(setAside).toBeUndefined();
    expect(store.project()).toBeUndefined();
    expect(store.generations()).toEqual([]);
    store.saveProject({ id: 'p1', functionsDir: '/srv/functions' });
    store.record({ ...generation('b', 1), recipeDigest: 'sha256:d' });
    store.record(generation('a', 7));
    store.saveStatCache('a', cache);
    store.close();

    const again = state.open(path).store;
    expect(again.project()).toEqual({ id: 'p1', functionsDir: '/srv/functions', stateDb: path });
    expect(again.generations()).toEqual([generation('a', 7), { ...generation('b', 1), recipeDigest: 'sha256:d' }]);
    expect(again.statCache('a')).toEqual(cache);
    expect(again.statCache('b')).toBeUndefined();
    again.close();
  });

  test('what is written together is there as a whole or not at all', () => {
    const { store } = state.open(path);
    const both = () => {
      store.record(generation('a', 1));
      store.saveStatCache('a', cache);
    };
    const stopped = () => {
      both();
      throw new SmolfaasError('state-unwritable', { path, errno: 'test' });
    };
    expect(() => store.together(stopped)).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    expect([store.generations(), store.statCache('a')]).toEqual([[], undefined]);
    store.together(both);
    expect([store.generations(), store.statCache('a')]).toEqual([[generation('a', 1)], cache]);
    store.close();
  });

  test('the generation recorded last is the current one, also with a lower number; at most 20 former ones stay', () => {
    const { store } = state.open(path);
    for (let n = 1; n <= 30; n++) store.record(generation('a', n));
    store.record(generation('a', 25));
    store.record(generation('b', 1));
    expect(store.generations().map((one) => [one.function, one.generation])).toEqual([
      ['a', 25],
      ['b', 1],
    ]);
    store.close();
    const db = openDatabase(path, { readonly: true, busyMs: 0 });
    expect(db.prepare(`SELECT count(*) FROM generation WHERE function = 'a'`).pluck().get()).toBe(21);
    db.close();
  });

  test('forget takes the function, its generations and its stat cache, and nothing of another function', () => {
    const { store } = state.open(path);
    store.record(generation('a', 1));
    store.record(generation('ab', 1));
    store.saveStatCache('a', cache);
    store.forget('a');
    store.forget('ghost');
    expect(store.generations().map((one) => one.function)).toEqual(['ab']);
    expect(store.statCache('a')).toBeUndefined();
    store.close();
  });

  test('what is stored already is not written again: the file stays byte for byte and in time', () => {
    filled();
    const before = { bytes: readFileSync(path), mtime: statSync(path, { bigint: true }).mtimeNs };
    filled();
    expect(readFileSync(path)).toEqual(before.bytes);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(before.mtime);
    expect(readdirSync(dir)).toEqual(['.smolfaas']);
  });
});

describe('the file', () => {
  const mode = (suffix = '') => (statSync(path + suffix).mode & 0o777).toString(8);

  test('is its owner’s alone, with its journal, also one that was everybody’s', () => {
    filled();
    expect(mode()).toBe('600');
    chmodSync(path, 0o644);
    const { store } = state.open(path);
    store.together(() => {
      store.record(generation('hello', 2));
      expect([mode(), mode('-journal')]).toEqual(['600', '600']);
    });
    store.close();
  });

  test('that another program reads all the time is told with its process', async () => {
    filled();
    const reader = spawn(process.execPath, ['--input-type=module', '-e', READER, path], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(reader.stdout, 'data');
    const { store } = state.open(path);
    expect(() => store.record(generation('hello', 2))).toThrow(
      expect.objectContaining({
        code: 'state-busy',
        facts: { path, holders: [{ pid: reader.pid, program: expect.stringMatching(/^node/) }] },
      }),
    );
    store.close();
    reader.kill();
  });
});

describe('row 56: open', () => {
  test('deleted: begun anew, nothing to set aside', () => {
    filled();
    rmSync(path);
    const { store, setAside } = state.open(path);
    expect([store.generations(), setAside]).toEqual([[], undefined]);
    store.close();
  });

  test('0 bytes: begun anew, nothing to set aside', () => {
    writeFileSync(path, '');
    const { store, setAside } = state.open(path);
    expect([store.generations(), setAside]).toEqual([[], undefined]);
    store.close();
  });

  test('not a database: set aside with its bytes, begun anew', () => {
    writeFileSync(path, 'this is no database, but somebody may want it back'.repeat(100));
    writeFileSync(`${path}-shm`, 'left by the old file');
    const { store, setAside } = state.open(path);
    expect(setAside).toMatch(/\.smolfaas\.corrupt-\d{8}T\d{6}\.\d{3}Z$/);
    expect(readFileSync(setAside ?? '', 'utf8')).toContain('somebody may want it back');
    expect(readFileSync(`${setAside}-shm`, 'utf8')).toBe('left by the old file');
    store.record(generation('a', 1));
    store.close();
    expect(state.open(path).setAside).toBeUndefined();
  });

  test.each(['cut in half', 'a page overwritten'])('corrupt (%s): set aside, begun anew', (how) => {
    const { store } = state.open(path);
    store.record(generation('a', 1));
    store.saveStatCache('a', { ...cache, records: many });
    store.close();
    const size = statSync(path).size;
    if (how === 'cut in half') truncateSync(path, size / 2);
    else writeFileSync(path, readFileSync(path).fill(0x5a, 4096 * 3, 4096 * 5));
    const opened = state.open(path);
    expect(opened.setAside).toBeDefined();
    expect(opened.store.generations()).toEqual([]);
    opened.store.close();
  });

  test('newer schema: refused, and the file is as it was', () => {
    filled();
    const db = openDatabase(path, { busyMs: 0 });
    db.pragma('user_version = 99');
    db.close();
    const before = readFileSync(path);
    const newer = expect.objectContaining({
      code: 'state-newer',
      facts: { path, version: 99, supported: SCHEMA_VERSION },
    });
    expect(() => state.open(path)).toThrow(newer);
    expect(() => state.openReadonly(path)).toThrow(newer);
    expect(readFileSync(path)).toEqual(before);
  });

  test("another program's database: refused, and the file is as it was", () => {
    const db = openDatabase(path, { busyMs: 0 });
    db.exec('CREATE TABLE customers (name TEXT); PRAGMA user_version = 3');
    db.close();
    const before = readFileSync(path);
    expect(() => state.open(path)).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    expect(readFileSync(path)).toEqual(before);
  });

  test('a directory in its place, a missing directory, a file in place of the directory: named as the system does', () => {
    mkdirSync(path);
    writeFileSync(join(dir, 'file'), '');
    const errnoOf = (at: string): unknown => {
      try {
        return state.open(at);
      } catch (error) {
        return error;
      }
    };
    expect(errnoOf(path)).toMatchObject({ code: 'state-unwritable', facts: { errno: 'EISDIR' } });
    expect(errnoOf(join(dir, 'no', 'db'))).toMatchObject({ facts: { errno: 'ENOENT' } });
    expect(errnoOf(join(dir, 'file', 'db'))).toMatchObject({ facts: { errno: 'ENOTDIR' } });
  });

  test('no right to write: refused with EACCES, whether it is the file or its directory', () => {
    filled();
    chmodSync(dir, 0o755);
    chmodSync(path, 0o644);
    // Root passes every permission check, so the test runs as another user. That user may not be
    // able to enter the repository. So everything is loaded before the switch; the native module is
    // loaded by opening a database.
    const script = `import { sqliteState } from ${JSON.stringify(BUILT)};
      const [file, fresh, other] = process.argv.slice(1);
      if (process.getuid() === 0) {
        sqliteState().open(other).store.close();
        process.setgroups([]); process.setgid(65534); process.setuid(65534);
      }
      const tell = (work) => { try { return work(); } catch (error) { return { code: error.code, facts: error.facts }; } };
      console.log(JSON.stringify([
        tell(() => sqliteState().open(file)),
        tell(() => sqliteState().open(fresh)),
        sqliteState().openReadonly(file).project(),
        await sqliteState().lock(file, 'up', 0, new AbortController().signal).catch(({ code }) => ({ code })),
      ]));`;
    const fresh = join(dir, 'fresh');
    const args = ['--input-type=module', '-e', script, path, fresh, join(dir, 'other')];
    if (process.getuid?.() !== 0) chmodSync(path, 0o444);
    if (process.getuid?.() !== 0) chmodSync(dir, 0o555);
    const output = execFileSync(process.execPath, args, { cwd: '/', encoding: 'utf8' });
    chmodSync(dir, 0o755);
    const refused = (at: string): unknown => ({ code: 'state-unwritable', facts: { path: at, errno: 'EACCES' } });
    expect(JSON.parse(output)).toEqual([
      refused(path),
      refused(fresh),
      { id: 'p1', functionsDir: '/srv/functions', stateDb: path },
      { code: 'state-unwritable' },
    ]);
  });

  test('no room left: disk-full, and what was stored before stays', () => {
    filled();
    const db = openDatabase(path, { busyMs: 0 });
    db.pragma('max_page_count = 10');
    const store = sqliteStore(db, path);
    const full = expect.objectContaining({ code: 'disk-full', facts: expect.objectContaining({ where: path }) });
    expect(() => store.saveStatCache('hello', { ...cache, records: many })).toThrow(full);
    expect(store.generations()).toEqual([generation('hello', 1)]);
    store.close();
  });

  test('a link to a database elsewhere is followed', () => {
    filled();
    const link = join(dir, 'link');
    symlinkSync(path, link);
    const { store } = state.open(link);
    expect(store.project()?.id).toBe('p1');
    store.close();
  });

  test('a transaction that a crash cut off is rolled back, for readers too', () => {
    filled();
    const crashed = join(dir, 'crashed');
    crashInTransaction(crashed);
    copyFileSync(crashed, `${crashed}-2`);
    copyFileSync(`${crashed}-journal`, `${crashed}-2-journal`);
    const reader = state.openReadonly(crashed);
    expect(reader?.generations()).toEqual([generation('hello', 1)]);
    reader?.close();
    const { store, setAside } = state.open(`${crashed}-2`);
    expect([store.generations(), setAside]).toEqual([[generation('hello', 1)], undefined]);
    store.close();
  });
});

/**
 * Copies the file and its journal while a large transaction has spilled into the file: what a power
 * failure leaves behind.
 */
function crashInTransaction(to: string): void {
  const db = openDatabase(path, { busyMs: 0 });
  db.pragma('cache_size = 1');
  db.exec(`BEGIN IMMEDIATE; UPDATE generation SET image_id = 'sha256:half'`);
  const insert = db.prepare('INSERT INTO stat_cache (function, records) VALUES (?, zeroblob(20000))');
  for (let n = 0; n < 50; n++) insert.run(`fn-${n}`);
  copyFileSync(path, to);
  copyFileSync(`${path}-journal`, `${to}-journal`);
  db.exec('ROLLBACK');
  db.close();
}

test('the package that built it, its keys and pins, and how its containers stood when they were ready, are remembered', () => {
  const { store } = state.open(path);
  const known = {
    ...generation('hello', 2),
    runtimePackage: '@example/runtime-go',
    labelKey: 'former',
    pins: { 'docker.io/library/golang:1': 'sha256:1' },
    instances: 2,
    ready: [
      { instance: 1, containerId: 'c1', restarts: 3, startedAt: 5 },
      { instance: 2, containerId: 'c2', restarts: 0, startedAt: 6 },
    ],
  };
  store.record(generation('hello', 1));
  store.record(known);
  expect(store.history()).toEqual([known, generation('hello', 1)]);
  store.close();
});

test('the key of digests of secrets is remembered, bytes for bytes', () => {
  const { store } = state.open(path);
  expect(store.secretKey()).toBeUndefined();
  store.saveSecretKey(new Uint8Array([0, 255]));
  store.saveSecretKey(new Uint8Array([7, 0, 255]));
  store.close();
  const again = state.openReadonly(path);
  expect([...(again?.secretKey() ?? [])]).toEqual([7, 0, 255]);
  again?.close();
});

describe('an older schema', () => {
  /** SQL that undoes each migration, newest first. */
  const BACK: Readonly<Record<number, string>> = {
    6: 'ALTER TABLE rejection DROP COLUMN settings;',
    5: 'ALTER TABLE project DROP COLUMN state_db; DROP TABLE chosen;',
    4: 'DROP TABLE secret_key;',
    3: `ALTER TABLE generation ADD COLUMN container_id TEXT; ALTER TABLE generation ADD COLUMN restarts INTEGER;
        ALTER TABLE generation ADD COLUMN process_started_at INTEGER;
        UPDATE generation SET (container_id, restarts, process_started_at) = (SELECT container_id, restarts, process_started_at
          FROM instance WHERE instance.function = generation.function AND instance.n = generation.n);
        DROP TABLE instance; ALTER TABLE generation DROP COLUMN label_key; ALTER TABLE generation DROP COLUMN pins;
        ALTER TABLE generation DROP COLUMN instances;`,
    2: 'ALTER TABLE generation RENAME COLUMN process_started_at TO ready_at;',
    1: `ALTER TABLE generation DROP COLUMN runtime_package; ALTER TABLE generation DROP COLUMN container_id;
        ALTER TABLE generation DROP COLUMN restarts; ALTER TABLE generation DROP COLUMN ready_at; DROP TABLE rejection;`,
  };

  /** Takes the current database back to this schema version. */
  function backTo(version: number): void {
    const db = openDatabase(path, { busyMs: 0 });
    for (const step of [6, 5, 4, 3, 2, 1].filter((one) => one >= version)) db.exec(BACK[step] ?? '');
    db.pragma(`user_version = ${version}`);
    db.close();
  }

  function older(): Buffer {
    filled();
    backTo(1);
    return readFileSync(path);
  }

  test('a run that may write brings it up to date, and nothing of it is lost', () => {
    older();
    const { store, setAside } = state.open(path);
    expect([store.generations(), store.rejections(), setAside]).toEqual([[generation('hello', 1)], [], undefined]);
    store.close();
    const db = openDatabase(path, { readonly: true, busyMs: 0 });
    expect(db.pragma('user_version', { simple: true })).toBe(7);
    db.close();
  });

  test.each([2, 3, 4, 5, 6])('a record of version %i keeps when its function was ready', (version) => {
    const ready = [{ instance: 1, containerId: 'c1', restarts: 0, startedAt: 5 }];
    const known = { ...generation('hello', 1), ready };
    const first = state.open(path).store;
    first.record(known);
    first.close();
    backTo(version);
    const { store, setAside } = state.open(path);
    expect([store.generations(), setAside]).toEqual([[known], undefined]);
    store.close();
  });

  test('a project of version 4 has no path of its database, and nothing chosen', () => {
    filled();
    backTo(4);
    const { store } = state.open(path);
    expect([store.project(), store.chosen()]).toEqual([{ id: 'p1', functionsDir: '/srv/functions' }, {}]);
    store.close();
  });

  test('a rejection that was recorded in words keeps them', () => {
    const { store } = state.open(path);
    const reason = { code: 'step-failed', facts: { step: 'npm ci' } } as const;
    const known = {
      function: 'a',
      contentHash: 'h',
      recipeKey: 'k',
      code: 'build-step-failed',
      reason,
      rejectedAt: 1,
    } as const;
    store.reject(known);
    expect(store.rejections()).toEqual([known]);
    const db = openDatabase(path, { busyMs: 0 });
    db.exec(`UPDATE rejection SET reason = 'build step "npm ci" failed'`);
    db.close();
    const recorded = { code: 'recorded', facts: { text: 'build step "npm ci" failed' } };
    expect(store.rejections()).toEqual([{ ...known, reason: recorded }]);
    store.close();
  });

  test('check reads it as it would be after that, and leaves the file as it was', () => {
    const before = older();
    const store = state.openReadonly(path);
    expect([store?.generations(), store?.rejections()]).toEqual([[generation('hello', 1)], []]);
    expect(() => store?.record(generation('x', 1))).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    store?.close();
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(dir)).toEqual(['.smolfaas']);
  });
});

describe('openReadonly', () => {
  test.each([
    ['nothing', () => undefined],
    ['0 bytes', () => writeFileSync(path, '')],
    ['garbage', () => writeFileSync(path, 'garbage'.repeat(1000))],
  ])('%s: undefined, and nothing is created, moved or changed', (_what, make) => {
    make();
    const before = existsSync(path) ? readFileSync(path) : undefined;
    expect(state.openReadonly(path)).toBeUndefined();
    expect(existsSync(path) ? readFileSync(path) : undefined).toEqual(before);
    expect(readdirSync(dir).length).toBe(before === undefined ? 0 : 1);
  });

  test('reads, and refuses to write', () => {
    filled();
    const store = state.openReadonly(path);
    expect(store?.project()).toEqual({ id: 'p1', functionsDir: '/srv/functions', stateDb: path });
    expect(() => store?.record(generation('x', 1))).toThrow(expect.objectContaining({ code: 'state-unwritable' }));
    store?.close();
  });
});

test('remove takes database, lock, side files and what was set aside, and leaves all else', async () => {
  writeFileSync(path, 'garbage'.repeat(1000));
  writeFileSync(`${path}-wal`, '');
  state.open(path).store.close();
  writeFileSync(`${path}-lock`, 'garbage'.repeat(1000));
  const lock = await state.lock(path, 'down', 200, new AbortController().signal);
  expect(readdirSync(dir).filter((name) => name.includes('.corrupt-'))).toHaveLength(3);
  writeFileSync(`${path}-wal`, '');
  const others = ['.smolfaas-notes', '.smolfaas.corrupt-notes', 'other.smolfaas.corrupt-20260101T000000.000Z'];
  for (const name of others) writeFileSync(join(dir, name), '');
  state.remove(path);
  lock.release();
  state.remove(path);
  expect(readdirSync(dir).toSorted()).toEqual(others);
});

test('better-sqlite3 is loaded with the first database, not with this room', () => {
  const script = `import Module from 'node:module';
    const { sqliteState } = await import(${JSON.stringify(BUILT)});
    const loaded = () => Object.keys(Module._cache).some((file) => file.includes('better-sqlite3'));
    const state = sqliteState();
    const before = loaded();
    state.open(process.argv[1]).store.close();
    console.log(JSON.stringify([before, loaded()]));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, path], { encoding: 'utf8' });
  expect(JSON.parse(output)).toEqual([false, true]);
});
