/**
 * The door to better-sqlite3, opened only when a database is.
 *
 * Loading the native module takes time that `--help` should not pay, and the contract's `open` is synchronous, so the module
 * is required at the first call and not imported at the top. Everything else in this room gets its connections here.
 */
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';

export type Database = BetterSqlite3.Database;

export interface ConnectOptions {
  readonly readonly?: boolean;
  readonly fileMustExist?: boolean;
  /** How long a statement waits for another process, in milliseconds. The wait blocks this process, so it is short. */
  readonly busyMs: number;
}

/**
 * Opens a connection. SQLite touches the file only with the first statement, so most faults show up later than here.
 * @throws SqliteError as better-sqlite3 gives it; `faults.ts` translates
 */
export function connect(path: string, options: ConnectOptions): Database {
  const { readonly = false, fileMustExist = readonly, busyMs } = options;
  return new (loadDriver())(path, { readonly, fileMustExist, timeout: busyMs });
}

/** A copy of a database in memory: what is done to it leaves the file alone. */
export function copyInMemory(db: Database): Database {
  return new (loadDriver())(db.serialize());
}

/** Node keeps loaded modules, so the second call costs nothing. */
function loadDriver(): typeof BetterSqlite3 {
  const load: (id: 'better-sqlite3') => typeof BetterSqlite3 = createRequire(import.meta.url);
  return load('better-sqlite3');
}
