/**
 * Database and lock are their owner's alone. Whoever may read a SQLite file may hold a read
 * transaction on it, and so keep every run of its owner waiting. SQLite gives its side files the
 * mode of the file that they belong to.
 *
 * Invariant: no descriptor of a file that exists is opened here. To close one would drop the locks
 * that this process has on it.
 */
import { chmodSync, closeSync, openSync, statSync } from 'node:fs';
import { systemCode } from '@smolfaas/core';

const OWNER = 0o600;
const OWNER_AND_GROUP = 0o660;

/**
 * Makes the file, or takes rights of others from it. A group that may write was given that on
 * purpose and keeps it. Never throws.
 */
export function keepPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') tighten(path);
    // Whatever else is wrong, SQLite meets as well, and says it.
  }
}

/** A file of another owner stays as it is. */
function tighten(path: string): void {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  const allowed = (mode & 0o020) === 0 ? OWNER : OWNER_AND_GROUP;
  if ((mode & 0o777 & ~allowed) === 0) return;
  try {
    chmodSync(path, mode & allowed);
  } catch {
    // It is another user's, or gone.
  }
}
