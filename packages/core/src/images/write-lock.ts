/**
 * Writes the lock file: first to a temporary file beside it, then by one rename, so that no reader
 * ever sees half of it.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { SmolfaasError } from '../contract/errors.js';
import type { ImageLock } from '../contract/images.js';
import { errnoOf } from '../source/errno.js';
import { formatLock } from './lock-file.js';

/** @throws lock-file-unwritable */
export function writeLock(path: string, lock: ImageLock): void {
  const beside = `${path}.${process.pid}`;
  try {
    writeFileSync(beside, formatLock(lock));
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw new SmolfaasError('lock-file-unwritable', { path, errno: errnoOf(cause) }, { cause });
  }
}
