/**
 * The lock that keeps two runs apart: an open transaction in a separate SQLite file,
 * `<state-db>-lock`.
 *
 * A lock file with a process id outlives its owner. A transaction does not: SQLite uses the
 * kernel's locks (fcntl), which vanish with the process, even on SIGKILL and after a power failure.
 *
 * | step | the taker's connection                 | what others see                             |
 * |------|----------------------------------------|---------------------------------------------|
 * | 1    | create the file, private to its owner; | which process is about to hold it           |
 * |      | BEGIN IMMEDIATE; write "pid 812, up";  |                                             |
 * |      | COMMIT                                 |                                             |
 * | 2    | BEGIN IMMEDIATE, left open             | BEGIN IMMEDIATE fails: busy. Reading works: |
 * |      |                                        | RESERVED admits readers                     |
 * | 3    | read back its own record through a     | all lock the same file, and its record is   |
 * |      | second connection, by path             | true                                        |
 * | 4    | ROLLBACK, close                        | free                                        |
 *
 * Step 3 catches two races: another process got in between steps 1 and 2, or the file was removed
 * (`down --force`) and recreated. A removal can also hit any other step, where SQLite returns one
 * of several errors. The taker then starts again.
 *
 * Gotcha: fcntl locks belong to the process, and closing ANY descriptor of the file drops them all.
 * SQLite handles that for its own connections. No other code in this process may ever open the
 * file.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { type Lock, type LockHolder, pause, SmolfaasError } from '@smolfaas/core';
import { type Database, openDatabase } from './driver.js';
import { checkUsable, isBusy, isDamaged, mayBeReplaced, stateError } from './faults.js';
import { setAside } from './open.js';
import { keepPrivate } from './private-file.js';

const POLL_MS = 50;

/** Waits at least this long are reported. */
const NOTICEABLE_MS = 700;

/** Reading the holder's record can coincide with the moment in which it is written. */
const READ_BUSY_MS = 100;

/** How long past its deadline a taker keeps trying while no process appears to hold the lock. */
const NAMELESS_MS = 1_000;

/** Path of the lock file, beside the database. */
export const lockPath = (stateDb: string): string => `${stateDb}-lock`;

/**
 * Takes the lock, waiting for it at most `waitMs`.
 * @param onWait called once with the holder, if after a moment there is one to name
 * @throws locked with its holder, state-busy, state-unwritable, disk-full; the signal's reason
 */
export async function takeLock(
  stateDb: string,
  verb: string,
  waitMs: number,
  signal: AbortSignal,
  onWait?: (holder: LockHolder) => void,
): Promise<Lock> {
  const path = lockPath(stateDb);
  const deadline = performance.now() + waitMs;
  let report = onWait;
  for (;;) {
    signal.throwIfAborted();
    const attempt = tryLock(path, { pid: process.pid, verb, since: Date.now() });
    if ('lock' in attempt) return attempt.lock;
    if (report !== undefined && performance.now() >= deadline - waitMs + NOTICEABLE_MS) {
      const holder = readHolder(stateDb);
      if (holder !== undefined) report(holder);
      report = holder === undefined ? report : undefined;
    }
    if (performance.now() >= deadline) giveUp(stateDb, performance.now() - deadline, attempt.refusal);
    // Random jitter keeps several waiters from colliding again and again.
    await pause(POLL_MS * (1 + Math.random()), signal);
  }
}

/**
 * Throws an error that names the holder. With no holder to name, the lock may just have become
 * free, which is worth a few more attempts.
 */
function giveUp(stateDb: string, lateMs: number, refusal: unknown): void {
  const holder = readHolder(stateDb);
  if (holder !== undefined) throw new SmolfaasError('locked', holder);
  if (lateMs < NAMELESS_MS) return;
  throw stateError(lockPath(stateDb), refusal);
}

/** Returns the process that holds the lock right now, if any. Creates nothing and does not wait. */
export function readHolder(stateDb: string): LockHolder | undefined {
  const path = lockPath(stateDb);
  if (!existsSync(path)) return undefined;
  try {
    const db = openDatabase(path, { fileMustExist: true, busyMs: READ_BUSY_MS });
    try {
      if (!isHeld(db)) return undefined;
      const words = readWords(db);
      return words && { pid: words.pid, verb: words.verb, since: words.since };
    } finally {
      db.close();
    }
  } catch {
    // For `check` the holder is optional. A lock that cannot be read is reported to the run that
    // takes it.
    return undefined;
  }
}

interface Words extends LockHolder {
  readonly token: string;
}

/** Result of one attempt: the lock, or the reason to try again. */
type Attempt = { readonly lock: Lock } | { readonly refusal: unknown };

/** @throws state-unwritable, disk-full */
function tryLock(path: string, holder: LockHolder): Attempt {
  checkUsable(path);
  keepPrivate(path);
  const file = inodeOf(path);
  let db: Database | undefined;
  try {
    db = openDatabase(path, { busyMs: 0 });
    const token = randomUUID();
    writeWords(db, { ...holder, token });
    db.exec('BEGIN IMMEDIATE');
    if (isOwn(path, token)) return { lock: held(db) };
    db.close();
    return { refusal: new Error('another run was quicker') };
  } catch (error) {
    db?.close();
    const damaged = isDamaged(error);
    // Otherwise the file was replaced, and the new one may be in use.
    if (damaged && inodeOf(path) === file) setAside(path, holder.since);
    if (damaged || isBusy(error) || mayBeReplaced(error)) return { refusal: error };
    throw stateError(path, error);
  }
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function held(db: Database): Lock {
  return {
    release() {
      if (!db.open) return;
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function writeWords(db: Database, words: Words): void {
  db.transaction(() => {
    db.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, verb TEXT, since INTEGER, token TEXT) STRICT');
    db.prepare('DELETE FROM holder').run();
    db.prepare('INSERT INTO holder (pid, verb, since, token) VALUES (@pid, @verb, @since, @token)').run(words);
  }).immediate();
}

/** Whether the file at this path now contains this token. */
function isOwn(path: string, token: string): boolean {
  const db = openDatabase(path, { readonly: true, busyMs: READ_BUSY_MS });
  try {
    return readWords(db)?.token === token;
  } finally {
    db.close();
  }
}

function isHeld(db: Database): boolean {
  db.pragma('busy_timeout = 0');
  try {
    db.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    db.pragma(`busy_timeout = ${READ_BUSY_MS}`);
  }
}

const readWords = (db: Database): Words | undefined =>
  db.prepare<[], Words>('SELECT pid, verb, since, token FROM holder').get();
