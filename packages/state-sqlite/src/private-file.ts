/**
 * Keeps the database and the lock file private to their owner. A user who may read a SQLite file
 * may hold a read transaction on it, and so block every run of its owner. SQLite creates its side
 * files with the mode of the main file.
 *
 * Invariant: this file never opens a descriptor of an existing file. Closing it would drop the
 * locks that this process holds on that file.
 */
import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { systemCode } from '@smolfaas/core';

const OWNER = 0o600;
const OWNER_AND_GROUP = 0o660;

/**
 * Creates the file, or removes other users' permissions from it. A group's write permission was
 * granted on purpose, so it is kept. Never throws.
 */
export function keepPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') tighten(path);
    // SQLite meets any other fault as well, and reports it.
  }
}

/** A file of another owner is left unchanged. */
function tighten(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  const allowed = (mode & 0o020) === 0 ? OWNER : OWNER_AND_GROUP;
  if ((mode & 0o777 & ~allowed) === 0) return;
  try {
    chmodSync(path, mode & allowed);
  } catch {
    // It belongs to another user, or no longer exists.
  }
}
