/**
 * Opens the state database, whatever condition it is in.
 *
 * | found                            | `up`, `down` (`openState`) | `check` (`openStateReadonly`) |
 * |----------------------------------|----------------------------|-------------------------------|
 * | nothing, or 0 bytes              | created                    | undefined                     |
 * | an older schema                  | migrated                   | a migrated copy in memory     |
 * | a newer schema                   | state-newer                | state-newer                   |
 * | damaged, or no database          | moved aside, recreated     | undefined                     |
 * | another program's database       | state-unwritable           | state-unwritable              |
 * | a transaction cut off by a crash | rolled back by SQLite      | rolled back by SQLite         |
 *
 * Invariant: this file never deletes anything. It renames what cannot be read, together with its
 * journal. Otherwise SQLite would roll the old file's journal back into the new file.
 */
import { accessSync, constants, existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Database, openDatabase, copyInMemory } from './driver.js';
import { checkUsable, isCutOff, isDamaged, stateError } from './faults.js';
import { keepPrivate } from './private-file.js';
import { SCHEMA_VERSION, migrate, schemaVersion } from './schema.js';

/** Readers and the one writer (the lock holder) block each other for milliseconds only. */
const BUSY_MS = 5_000;

/** Files that SQLite may leave beside a database. */
export const SIDE_FILES = ['-journal', '-wal', '-shm'] as const;

export interface Opened {
  readonly db: Database;
  /** The path that a damaged database was moved to. */
  readonly setAside?: string;
}

/**
 * Opens for writing and brings the schema up to date.
 * @throws state-unwritable, state-newer, disk-full
 */
export function openState(path: string, now: () => number): Opened {
  checkUsable(path);
  keepPrivate(path);
  try {
    return { db: openCurrent(path) };
  } catch (error) {
    if (!isDamaged(error)) throw stateError(path, error);
  }
  try {
    const aside = setAside(path, now());
    return { db: openCurrent(path), setAside: aside };
  } catch (error) {
    throw stateError(path, error);
  }
}

/**
 * Opens for reading; never creates, migrates or moves anything.
 * @throws state-unwritable, state-newer
 */
export function openStateReadonly(path: string): Database | undefined {
  if (!existsSync(path)) return undefined;
  try {
    accessSync(path, constants.R_OK); // SQLite would not report the reason
    return readCurrent(openDatabase(path, { readonly: true, busyMs: BUSY_MS }), path);
  } catch (error) {
    if (isDamaged(error)) return undefined;
    if (!isCutOff(error)) throw stateError(path, error);
  }
  try {
    return readCurrent(openDatabase(path, { fileMustExist: true, busyMs: BUSY_MS }), path);
  } catch (error) {
    throw stateError(path, error);
  }
}

/** Renames a damaged file and its side files. @returns its new path */
export function setAside(path: string, nowMs: number): string {
  // ISO 8601, basic format: it has no colons, which some file systems and many shells handle badly.
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '');
  const aside = `${path}.corrupt-${time}`;
  for (const suffix of ['', ...SIDE_FILES]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

/** Returns the files that `setAside` made from this one, without their side files. */
export function asideOf(path: string): readonly string[] {
  const prefix = `${basename(path)}.corrupt-`;
  const isAside = (name: string): boolean =>
    name.startsWith(prefix) && /^\d{8}T\d{6}\.\d{3}Z$/.test(name.slice(prefix.length));
  const directory = dirname(path);
  return existsSync(directory)
    ? readdirSync(directory)
        .filter(isAside)
        .map((name) => join(directory, name))
    : [];
}

/**
 * A connection with every guarantee in place: intact pages, the current SmolFaaS schema, and
 * commits that survive a power failure.
 */
function openCurrent(path: string): Database {
  const db = openDatabase(path, { busyMs: BUSY_MS });
  try {
    checkPages(db);
    migrate(db, path);
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function readCurrent(db: Database, path: string): Database | undefined {
  try {
    db.pragma('query_only = ON');
    checkPages(db);
    const version = schemaVersion(db, path);
    if (version === SCHEMA_VERSION) return db;
    const copy = version === 0 ? undefined : migratedCopy(db, path);
    db.close();
    return copy;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Lets `check` read a database of an earlier version in the current schema. Only `openState`
 * migrates the file itself.
 */
function migratedCopy(db: Database, path: string): Database {
  const copy = copyInMemory(db);
  migrate(copy, path);
  copy.pragma('query_only = ON');
  return copy;
}

/**
 * SQLite either throws on a damaged page or reports a row other than "ok". Both must end in the
 * same error.
 */
function checkPages(db: Database): void {
  const verdict = db.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw Object.assign(new Error(String(verdict)), { code: 'SQLITE_CORRUPT' });
}
