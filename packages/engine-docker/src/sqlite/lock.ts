/**
 * The lock that keeps two runs apart: a transaction that is held open in a SQLite file of its own, `<state-db>-lock`.
 *
 * A lock file with a process id outlives its owner; a transaction does not, because SQLite's locks are the kernel's (fcntl)
 * and vanish with the process, also on SIGKILL and after a power failure.
 *
 * | step | the taker's connection | what others see |
 * |---|---|---|
 * | 1 | BEGIN IMMEDIATE; write "pid 812, up"; COMMIT | who is about to hold it |
 * | 2 | BEGIN IMMEDIATE, and leave it open | BEGIN IMMEDIATE fails: busy. Reading works: RESERVED admits readers |
 * | 3 | read its own words through a second connection, by path | that they lock the same file, and the words are true |
 * | 4 | ROLLBACK, close | free |
 *
 * Step 3 catches two races: another process came in between 1 and 2, or the file was removed (`down --force`) and made anew.
 *
 * What would surprise: fcntl locks belong to the process, and closing ANY descriptor of the file drops them all. SQLite
 * minds that among its own connections; nobody else in this process may ever open the file.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type Lock, type LockHolder, pause, SmolfaasError } from '@smolfaas/core';
import { type Database, connect } from './driver.js';
import { checkUsable, isBusy, isDamaged, isMissing, stateError } from './faults.js';
import { setAside } from './open.js';

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
 * @throws locked with its holder, state-unwritable, disk-full; the signal's reason
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
    const lock = tryLock(path, { pid: process.pid, verb, since: Date.now() });
    if (lock !== undefined) return lock;
    if (report !== undefined && performance.now() >= deadline - waitMs + NOTICEABLE_MS) {
      const holder = readHolder(stateDb);
      if (holder !== undefined) report(holder);
      report = holder === undefined ? report : undefined;
    }
    if (performance.now() >= deadline) giveUp(stateDb, performance.now() - deadline);
    // A little chance keeps several waiters from meeting again and again.
    await pause(POLL_MS * (1 + Math.random()), signal);
  }
}

/** Names the holder. While there is none to name, the lock may just have become free: that is worth a few more attempts. */
function giveUp(stateDb: string, lateMs: number): void {
  const holder = readHolder(stateDb);
  if (holder !== undefined) throw new SmolfaasError('locked', holder);
  if (lateMs < NAMELESS_MS) return;
  throw new SmolfaasError('state-unwritable', { path: lockPath(stateDb), errno: 'SQLITE_BUSY' });
}

/** Who holds the lock right now, if anybody. Creates nothing and waits for nobody. */
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

/** One attempt; undefined when somebody else has it. */
function tryLock(path: string, holder: LockHolder): Lock | undefined {
  checkUsable(path);
  let db: Database | undefined;
  try {
    db = connect(path, { busyMs: 0 });
    const token = randomUUID();
    writeWords(db, { ...holder, token });
    db.exec('BEGIN IMMEDIATE');
    if (isOwn(path, token)) return held(db);
    db.close();
  } catch (error) {
    db?.close();
    if (isDamaged(error)) setAside(path, holder.since);
    else if (!isBusy(error) && !isMissing(error)) throw stateError(path, error);
  }
  return undefined;
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
