/**
 * Opens connections to SQLite, and loads better-sqlite3 only when the first one is opened.
 *
 * Loading the native module takes time that `--help` should not pay, and the contract's `open` is
 * synchronous. So the first call requires the module; nothing imports it at the top. All other
 * files of this package open their connections through this file.
 */
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

export type Database = BetterSqlite3.Database;

export interface ConnectOptions {
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
  /**
   * How long a statement waits for another process, in milliseconds. The wait blocks this process,
   * so it is short.
   */
  readonly busyMs: number;
}

/**
 * Opens a connection. SQLite does not touch the file before the first statement, so most faults
 * appear later than here.
 * @throws SqliteError unchanged from better-sqlite3; `faults.ts` translates it
 */
export function openDatabase(path: string, options: ConnectOptions): Database {
  const { readonly = false, fileMustExist = readonly, busyMs } = options;
  return new (loadDriver())(path, { readonly, fileMustExist, timeout: busyMs });
}

/** Copies a database into memory. Changes to the copy do not touch the file. */
export function copyInMemory(db: Database): Database {
  return new (loadDriver())(db.serialize());
}

/** Node.js caches loaded modules, so the second call costs nothing. */
function loadDriver(): typeof BetterSqlite3 {
  const load: (id: 'better-sqlite3') => typeof BetterSqlite3 = createRequire(import.meta.url);
  return load('better-sqlite3');
}
