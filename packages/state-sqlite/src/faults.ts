/**
 * What may go wrong with a database file, in the words of the contract.
 *
 * | SQLite or the system says | means | becomes |
 * |---|---|---|
 * | SQLITE_NOTADB, SQLITE_CORRUPT… | the file is damaged | set aside and begun anew (`open.ts`) |
 * | SQLITE_FULL, ENOSPC, EDQUOT | no room | disk-full |
 * | SQLITE_BUSY | another process is at it | state-busy, with the process; a run that waits asks again first |
 * | SQLITE_IOERR…, SQLITE_READONLY_DBMOVED, CANTOPEN, ENOENT | the file was just removed or replaced | depends on who asks |
 * | everything else | cannot be used here | state-unwritable, with the most exact name there is |
 *
 * SQLite says CANTOPEN for a missing directory, a missing right and a directory in the file's place alike; so the file system
 * is asked first (`checkUsable`), whose answer is one that a user can act on.
 */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { SmolfaasError, isSmolfaasError, systemCode } from '@smolfaas/core';
import { holdersOf } from './file-holders.js';

/** The database is damaged, or the file is none. */
export const isDamaged = (error: unknown): boolean => /^SQLITE_(?:NOTADB|CORRUPT)/.test(codeOf(error));

/** Another process holds a lock that is in the way. */
export const isBusy = (error: unknown): boolean => /^SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error));

/**
 * The file may have been removed or replaced since it was opened: a run that ends with `down
 * --force` does that to those that wait.
 */
export const mayBeReplaced = (error: unknown): boolean =>
  /^SQLITE_(?:IOERR|READONLY_DBMOVED)/.test(codeOf(error)) || isMissing(error);

/** A journal waits to be rolled back, which a connection for reading may not do. */
export const isCutOff = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_READONLY');

/** There is no such file (any more). */
export const isMissing = (error: unknown): boolean => /^(?:SQLITE_CANTOPEN|ENOENT)/.test(codeOf(error));

/** Any failure around the file at `path` as one of ours; one of ours stays what it is. */
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
 * Asks the file system whether a database can live at `path`: a regular file or none, writable, in a directory that takes
 * the journal beside it.
 * @throws state-unwritable with the system's own error name
 */
export function checkUsable(path: string): void {
  try {
    // With the dot it has to be a directory, whoever asks.
    accessSync(`${dirname(path)}/.`, constants.W_OK | constants.X_OK);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (stat.isDirectory()) throw new SmolfaasError('state-unwritable', { path, errno: 'EISDIR' });
    if (!stat.isFile()) throw new SmolfaasError('state-unwritable', { path, errno: 'not a regular file' });
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    // removed since it was looked at
    if (systemCode(error) === 'ENOENT' && existsSync(dirname(path))) return;
    throw stateError(path, error);
  }
}

function codeOf(error: unknown): string {
  return systemCode(error) ?? '';
}
