/**
 * Translates faults of a database file into errors of the contract.
 *
 * | SQLite or the system reports | meaning                   | result                          |
 * |------------------------------|---------------------------|---------------------------------|
 * | SQLITE_NOTADB,               | the file is damaged       | moved aside and recreated       |
 * | SQLITE_CORRUPT…              |                           | (`open.ts`)                     |
 * | SQLITE_FULL, ENOSPC, EDQUOT  | no space left             | disk-full                       |
 * | SQLITE_BUSY                  | another process uses it   | state-busy with the process;    |
 * |                              |                           | a waiting run retries first     |
 * | SQLITE_IOERR…, CANTOPEN,     | the file was just removed | depends on the caller           |
 * | SQLITE_READONLY_DBMOVED,     | or replaced               |                                 |
 * | ENOENT                       |                           |                                 |
 * | everything else              | the file cannot be used   | state-unwritable, with the most |
 * |                              | here                      | specific error name available   |
 *
 * SQLite reports CANTOPEN for a missing directory, for a missing permission and for a directory at
 * the file's path. So `checkUsable` queries the file system first and returns an error that a user
 * can act on.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SmolfaasError, isSmolfaasError, systemCode } from '@smolfaas/core';
import { holdersOf } from './file-holders.js';

/** The database is damaged, or the file is not a database. */
export const isDamaged = (error: unknown): boolean => /^SQLITE_(?:NOTADB|CORRUPT)/.test(codeOf(error));

/** Another process holds a conflicting lock. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error));

/**
 * The file may have been removed or replaced since it was opened. A run that ends with `down
 * --force` does that to the runs that wait for it.
 */
export const mayBeReplaced = (error: unknown): boolean =>
  /^SQLITE_(?:IOERR|READONLY_DBMOVED)/.test(codeOf(error)) || isMissing(error);

/** A journal must be rolled back first, which a read-only connection may not do. */
export const isCutOff = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_READONLY');

/** The file does not exist, or no longer exists. */
export const isMissing = (error: unknown): boolean => /^(?:SQLITE_CANTOPEN|ENOENT)/.test(codeOf(error));

/**
 * Translates any failure around the file at `path` into a SmolfaasError. A SmolfaasError is
 * returned unchanged.
 */
export function stateError(path: string, error: unknown): SmolfaasError {
  if (isSmolfaasError(error)) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (/^(?:SQLITE_FULL|ENOSPC|EDQUOT)$/.test(code)) {
    return new SmolfaasError('disk-full', { where: path, message }, { cause: error });
  }
  if (isBusy(error)) return new SmolfaasError('state-busy', { path, holders: holdersOf(path) }, { cause: error });
  return new SmolfaasError('state-unwritable', { path, errno: code === '' ? message : code }, { cause: error });
}

/**
 * Checks with the file system whether a database can exist at `path`: a regular file or none,
 * writable, and a directory that accepts the journal.
 * @throws state-unwritable with the system's own error name
 */
export function checkUsable(path: string): void {
  try {
    // With the trailing `/.` the path must be a directory, whichever user checks it.
    accessSync(`${dirname(path)}/.`, constants.W_OK | constants.X_OK);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) throw new SmolfaasError('state-unwritable', { path, errno: 'EISDIR' });
    if (!stat.isFile()) throw new SmolfaasError('state-unwritable', { path, errno: 'not a regular file' });
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    // The file was removed between the two checks.
    if (systemCode(error) === 'ENOENT' && existsSync(dirname(path))) return;
    throw stateError(path, error);
  }
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? '';
}
