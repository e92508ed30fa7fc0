/**
 * Tests the lock between real processes: rows 53 (two runs at once) and 54 (the holder is killed at
 * any point). The child processes run the built module, which is also what a user runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openDatabase } from './driver.js';
import { readHolder, takeLock } from './lock.js';

// Generous: real processes and real disks, on machines that may be busy with other work.
vi.setConfig({ testTimeout: 30_000 });

const BUILT = new URL('../dist/state-access.js', import.meta.url).href;
const DRIVER = new URL('../dist/driver.js', import.meta.url).href;
const never = new AbortController().signal;

let dir: string;
let path: string;
let children: ChildProcess[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'smolfaas-lock-'));
  path = join(dir, '.smolfaas');
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

/** Runs `code` in its own process, with `state`, `path` and `signal` defined. */
function run(code: string): ChildProcess {
  const prelude = `import { sqliteState } from ${JSON.stringify(BUILT)};
    import { appendFileSync, readFileSync, writeFileSync, existsSync, rmSync } from 'node:fs';
    const state = sqliteState(), path = ${JSON.stringify(path)}, signal = new AbortController().signal;`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `${prelude}\n${code}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return child;
}

/** A process in the middle of a read transaction, such as a user's sqlite3 shell. */
async function readerOf(file: string): Promise<ChildProcess> {
  const child = run(`
    const { openDatabase } = await import(${JSON.stringify(DRIVER)});
    const db = openDatabase(${JSON.stringify(file)}, { readonly: true, busyMs: 1000 });
    db.exec('BEGIN');
    db.prepare('SELECT * FROM sqlite_schema').all();
    console.log('reads'); setInterval(() => {}, 1000);`);
  await once(child.stdout ?? child, 'data');
  return child;
}

/** A process that holds the lock until the test kills it. */
async function holder(verb: string): Promise<ChildProcess> {
  const child = run(
    `await state.lock(path, '${verb}', 5000, signal); console.log('held'); setInterval(() => {}, 1000);`,
  );
  await once(child.stdout ?? child, 'data');
  return child;
}

test('row 53: a second run waits, then says who holds the lock', async () => {
  const before = Date.now() - 5000;
  const child = await holder('up');
  expect(readHolder(path)).toEqual({ pid: child.pid, verb: 'up', since: expect.any(Number) });
  expect(readHolder(path)?.since).toBeGreaterThan(before);

  const start = performance.now();
  const error: unknown = await takeLock(path, 'down', 300, never).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'locked', facts: { pid: child.pid, verb: 'up' } });
  expect(performance.now() - start).toBeGreaterThanOrEqual(300);
  expect(performance.now() - start).toBeLessThan(4000);
});

test('row 53: check reads the database and the holder while another run holds the lock and writes', async () => {
  const child = run(`
    await state.lock(path, 'up', 5000, signal);
    const { store } = state.open(path);
    store.saveProject({ id: 'p', functionsDir: '/f' });
    console.log('held'); setInterval(() => {}, 1000);`);
  await once(child.stdout ?? child, 'data');
  const start = performance.now();
  expect(readHolder(path)?.pid).toBe(child.pid);
  expect(performance.now() - start).toBeLessThan(500);
});

test('row 54: the lock of a killed process is free at once', async () => {
  const child = await holder('up');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readHolder(path)).toBeUndefined();
  const start = performance.now();
  const lock = await takeLock(path, 'up', 5000, never);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(readHolder(path)).toMatchObject({ pid: process.pid, verb: 'up' });
  lock.release();
  lock.release();
  expect(readHolder(path)).toBeUndefined();
});

test('row 54: killed at any moment of taking and releasing, the lock can be taken again', async () => {
  for (let round = 0; round < 8; round++) {
    const child = run(`
      console.log('go');
      for (;;) (await state.lock(path, 'up', 5000, signal)).release();`);
    await once(child.stdout ?? child, 'data');
    await new Promise((resolve) => setTimeout(resolve, 5 + round * 7));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await takeLock(path, 'up', 1000, never);
    expect(readHolder(path)?.pid).toBe(process.pid);
    lock.release();
  }
});

test('one holder at a time: four processes, each entering ten times, never meet', async () => {
  const inside = join(dir, 'inside');
  const runs = Array.from({ length: 4 }, () =>
    run(`
      for (let n = 0; n < 10; n++) {
        const lock = await state.lock(path, 'up', 30000, signal);
        if (state.holder(path)?.pid !== process.pid) throw new Error('the holder is somebody else');
        writeFileSync(${JSON.stringify(inside)}, '', { flag: 'wx' });
        await new Promise((resolve) => setTimeout(resolve, 3));
        rmSync(${JSON.stringify(inside)});
        lock.release();
      }`),
  );
  const codes = await Promise.all(runs.map(async (child) => (await once(child, 'exit'))[0] as unknown));
  expect(codes).toEqual([0, 0, 0, 0]);
});

test('a lock on a file that was removed meanwhile is no lock', async () => {
  const first = await takeLock(path, 'down', 0, never);
  rmSync(`${path}-lock`);
  const second = await takeLock(path, 'up', 1000, never);
  expect(readHolder(path)?.verb).toBe('up');
  first.release();
  expect(readHolder(path)?.verb).toBe('up');
  second.release();
});

test('row 53: a run that waits while `down --force` removes the file, at whatever moment, gets the lock after that', async () => {
  const remover = run(`
    console.log('go');
    for (;;) {
      state.remove(path);
      await new Promise((resolve) => setTimeout(resolve, 20 * Math.random()));
    }`);
  await once(remover.stdout ?? remover, 'data');
  const waiter = run(`
    for (let n = 0; n < 200; n++) (await state.lock(path, 'up', 30000, signal)).release();`);
  expect((await once(waiter, 'exit'))[0]).toBe(0);
  // The journals of waiting processes do not block the removal.
  expect(remover.exitCode).toBeNull();
});

test('the file is its owner’s alone, also one that was everybody’s; a group that may write keeps the right', async () => {
  const mode = () => (statSync(`${path}-lock`).mode & 0o777).toString(8);
  (await takeLock(path, 'up', 1000, never)).release();
  expect(mode()).toBe('600');
  for (const [before, after] of [
    [0o644, '600'],
    [0o664, '660'],
  ] as const) {
    chmodSync(`${path}-lock`, before);
    (await takeLock(path, 'up', 1000, never)).release();
    expect(mode()).toBe(after);
  }
});

test('another program that reads the file is named with its process id', async () => {
  (await takeLock(path, 'up', 1000, never)).release();
  const reader = await readerOf(`${path}-lock`);
  const error: unknown = await takeLock(path, 'up', 100, never).catch((reason: unknown) => reason);
  const facts = { path: `${path}-lock`, holders: [{ pid: reader.pid, program: expect.stringMatching(/^node/) }] };
  expect(error).toMatchObject({ code: 'state-busy', facts });
});

test('the wait ends when it is aborted, with the reason of the signal', async () => {
  await holder('up');
  const reason = new Error('interrupted by the user');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 100);
  const start = performance.now();
  await expect(takeLock(path, 'down', 10_000, controller.signal)).rejects.toBe(reason);
  expect(performance.now() - start).toBeLessThan(1000);
});

test('asking who holds it creates nothing, and a free lock has no holder', async () => {
  expect(readHolder(path)).toBeUndefined();
  expect(existsSync(`${path}-lock`)).toBe(false);
  (await takeLock(path, 'up', 0, never)).release();
  expect(readHolder(path)).toBeUndefined();
});

test('a lock file that is no database is moved out of the way', async () => {
  writeFileSync(`${path}-lock`, 'no database'.repeat(1000));
  const lock = await takeLock(path, 'up', 1000, never);
  expect(readHolder(path)?.verb).toBe('up');
  lock.release();
});

test('a place that cannot hold a lock is named with the error of the system', async () => {
  mkdirSync(`${path}-lock`);
  await expect(takeLock(path, 'up', 0, never)).rejects.toMatchObject({
    code: 'state-unwritable',
    facts: { path: `${path}-lock`, errno: 'EISDIR' },
  });
});

test('nobody to name: a file that is always busy ends the wait all the same', async () => {
  const other = openDatabase(`${path}-lock`, { busyMs: 0 });
  other.exec('BEGIN EXCLUSIVE');
  const error: unknown = await takeLock(path, 'up', 100, never).catch((reason: unknown) => reason);
  const facts = { path: `${path}-lock`, holders: [] }; // this process itself is not listed
  expect(error).toMatchObject({ code: 'state-busy', facts });
  other.close();
});

test('row 53: who waits hears once who holds it, and nobody hears of a short wait', async () => {
  const child = await holder('up');
  const heard: unknown[] = [];
  const waiting = takeLock(path, 'down', 1_500, never, (one) => heard.push(one));
  await expect(waiting).rejects.toMatchObject({ code: 'locked' });
  expect(heard).toEqual([{ pid: child.pid, verb: 'up', since: expect.any(Number) }]);
  await expect(takeLock(path, 'down', 200, never, (one) => heard.push(one))).rejects.toMatchObject({ code: 'locked' });
  expect(heard).toHaveLength(1);
});
