/**
 * StateAccess over SQLite, as the pipelines use it: the entry point to the other files of this
 * folder.
 *
 * Place in the flow: the lock is taken before anything else. The store is read before decide, and
 * written after each function has become ready (stage 12).
 */
import { existsSync, unlinkSync } from 'node:fs';
import { type StateAccess, systemCode } from '@smolfaas/core';
import { stateError } from './faults.js';
import { lockPath, readHolder, takeLock } from './lock.js';
import { SIDE_FILES, asideOf, openState, openStateReadonly } from './open.js';
import { sqliteStore } from './store.js';

/** Keeps state and lock in SQLite files. Loads better-sqlite3 when the first file is opened. */
export function sqliteState(): StateAccess {
  return {
    open(path) {
      const { db, setAside } = openState(path, Date.now);
      return { store: sqliteStore(db, path), ...(setAside !== undefined && { setAside }) };
    },
    openReadonly(path) {
      const db = openStateReadonly(path);
      return db && sqliteStore(db, path);
    },
    exists: (path) => existsSync(path) || existsSync(lockPath(path)),
    lock: takeLock,
    holder: readHolder,
    remove: removeState,
  };
}

/** Also removes damaged files that were moved aside. Removes the lock last. */
function removeState(path: string): void {
  const files = [path, lockPath(path)].flatMap((file) => [file, ...asideOf(file)]);
  for (const file of files.flatMap((one) => [...SIDE_FILES, ''].map((suffix) => one + suffix))) {
    try {
      if (existsSync(file)) unlinkSync(file);
    } catch (error) {
      // A run that waits for the lock creates and removes journals.
      if (systemCode(error) !== 'ENOENT') throw stateError(path, error);
    }
  }
}
