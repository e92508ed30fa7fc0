/**
 * Reads the lock file of images. Unlike the project file it is JSON and has no schema to load, so that every run can afford it.
 */
import { type ImageLock, SmolfaasError, systemCode } from '@smolfaas/core';
import { parseLock } from '@smolfaas/core/lock-file.js';
import { readFile } from './read-file.js';

/** Undefined when there is none. @throws lock-file-unreadable, lock-file-invalid */
export function loadLock(path: string): ImageLock | undefined {
  let text: string;
  try {
    text = readFile(path).toString('utf8');
  } catch (cause) {
    const errno = systemCode(cause) ?? 'error';
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    throw new SmolfaasError('lock-file-unreadable', { path, errno }, { cause });
  }
  const lock = parseLock(text);
  if (typeof lock === 'string') throw new SmolfaasError('lock-file-invalid', { path, why: lock });
  return lock;
}
