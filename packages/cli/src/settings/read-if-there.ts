/**
 * Reads a file of the host that may be missing. Anything else that goes wrong is told and never taken for "missing": a user
 * whose `.npmrc` cannot be read would otherwise see an install step fail for want of a token that is plainly there.
 */
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { readFile } from './read-file.js';

/** @param source what names the file, for the message. @throws bad-flag when it exists and cannot be read */
export function readIfThere(path: string, source: string): Uint8Array | undefined {
  try {
    return readFile(path);
  } catch (cause) {
    const code = systemCode(cause) ?? 'error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SmolfaasError('bad-flag', { flag: source, value: path, why: `cannot be read (${code})` }, { cause });
  }
}
