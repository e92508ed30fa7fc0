/**
 * Reads the lock file of images. Unlike the project file it is JSON and needs no schema, so it is
 * cheap enough for every run.
 */
import { statSync } from 'node:fs';
import { type Settings, SmolfaasError, systemCode } from '@smolfaas/core';
import { parseLock } from '@smolfaas/core/lock-file.js';
import { readFile } from './read-file.js';

/**
 * The part of the settings from the lock file; empty without one. @throws lock-file-unreadable,
 * lock-file-invalid
 */
export function loadLock(path: string): Pick<Settings, 'lock' | 'lockChangedAt'> {
  let text: string;
  let lockChangedAt: number | undefined;
  try {
    text = readFile(path).toString('utf8');
    lockChangedAt = statSync(path).ctimeMs;
  } catch (cause) {
    const errno = systemCode(cause) ?? 'error';
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return { lock: undefined };
    throw new SmolfaasError('lock-file-unreadable', { path, errno }, { cause });
  }
  const lock = parseLock(text);
  if (typeof lock === 'string') throw new SmolfaasError('lock-file-invalid', { path, why: lock });
  return { lock, lockChangedAt };
}
