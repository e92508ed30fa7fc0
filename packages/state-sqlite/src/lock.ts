/**
 * The lock that keeps two runs apart: a transaction that is held open in a SQLite file of its own, `<state-db>-lock`.
 *
 * A lock file with a process id outlives its owner; a transaction does not, because SQLite's locks are the kernel's (fcntl)
 * and vanish with the process, also on SIGKILL and after a power failure.
 *
 * | step | the taker's connection | what others see |
 * |---|---|---|
 * | 1 | make the file, for its owner alone; BEGIN IMMEDIATE; write "pid 812, up"; COMMIT | who is about to hold it |
 * | 2 | BEGIN IMMEDIATE, and leave it open | BEGIN IMMEDIATE fails: busy. Reading works: RESERVED admits readers |
 * | 3 | read its own words through a second connection, by path | that they lock the same file, and the words are true |
 * | 4 | ROLLBACK, close | free |
 *
 * Step 3 catches two races: another process came in between 1 and 2, or the file was removed (`down
 * --force`) and made anew. The removal may meet any other step as well, and SQLite then gives one
 * of several errors; the taker begins again.
 *
 * What would surprise: fcntl locks belong to the process, and closing ANY descriptor of the file drops them all. SQLite
 * minds that among its own connections; nobody else in this process may ever open the file.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { type Lock, type LockHolder, pause, SmolfaasError } from '@smolfaas/core';
import { type Database, connect } from './driver.js';
import { checkUsable, isBusy, isDamaged, mayBeReplaced, stateError } from './faults.js';
import { setAside } from './open.js';
import { keepPrivate } from './private-file.js';

const POLL_MS = 50;

/** A wait of this length is reported. */
const NOTICEABLE_MS = 700;

/** Reading who holds it may meet the moment in which those words are written. */
const READ_BUSY_MS = 100;

/** How long past its deadline a taker goes on when nobody seems to hold the lock. */
const NAMELESS_MS = 1_000;

/** The lock's file, beside the database. */
export const lockPath = (stateDb: string): string => `${stateDb}-lock`;

/**
 * Takes the lock, waiting for it at most `waitMs`.
 * @param onWait called once with the holder, when there is one to name after a moment
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
    // A little chance keeps several waiters from meeting again and again.
    await pause(POLL_MS * (1 + Math.random()), signal);
  }
}

/** Names the holder. While there is none to name, the lock may just have become free: that is worth a few more attempts. */
function giveUp(stateDb: string, lateMs: number, refusal: unknown): void {
  const holder = readHolder(stateDb);
  if (holder !== undefined) throw new SmolfaasError('locked', holder);
  if (lateMs < NAMELESS_MS) return;
  throw stateError(lockPath(stateDb), refusal);
}

/** Who holds the lock right now, if any process does. Creates nothing and does not wait. */
export function readHolder(stateDb: string): LockHolder | undefined {
  const path = lockPath(stateDb);
  if (!existsSync(path)) return undefined;
  try {
    const db = connect(path, { fileMustExist: true, busyMs: READ_BUSY_MS });
    try {
      if (!isHeld(db)) return undefined;
      const words = readWords(db);
      return words && { pid: words.pid, verb: words.verb, since: words.since };
    } finally {
      db.close();
    }
  } catch {
    // `check` asks out of courtesy; a lock that cannot be read is the business of whoever wants to take it.
    return undefined;
  }
}

interface Words extends LockHolder {
  readonly token: string;
}

/** What came of one attempt: the lock, or why it has to be asked for again. */
type Attempt = { readonly lock: Lock } | { readonly refusal: unknown };

/** @throws state-unwritable, disk-full */
function tryLock(path: string, holder: LockHolder): Attempt {
  checkUsable(path);
  keepPrivate(path);
  const file = inodeOf(path);
  let db: Database | undefined;
  try {
    db = connect(path, { busyMs: 0 });
    const token = randomUUID();
    writeWords(db, { ...holder, token });
    db.exec('BEGIN IMMEDIATE');
    if (isOwn(path, token)) return { lock: held(db) };
    db.close();
    return { refusal: new Error('another run was quicker') };
  } catch (error) {
    db?.close();
    const damaged = isDamaged(error);
    // else it was replaced, and the new one may be in use
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

/** Whether the file that the path leads to now carries this token. */
function isOwn(path: string, token: string): boolean {
  const db = connect(path, { readonly: true, busyMs: READ_BUSY_MS });
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
