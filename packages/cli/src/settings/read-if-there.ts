/**
 * Reads a file of the host that may be missing. Any other failure is reported and never treated as
 * "missing". Otherwise a user with an unreadable `.npmrc` would see an install step fail for lack
 * of a token that the file contains.
 */
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { readFile } from './read-file.js';

/**
 * @param source name of the file in the message. @throws bad-flag when it exists and cannot be read
 */
export function readIfThere(path: string, source: string): Uint8Array | undefined {
  try {
    return readFile(path);
  } catch (cause) {
    const code = systemCode(cause) ?? 'error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SmolfaasError('bad-flag', { flag: source, value: path, why: `cannot be read (${code})` }, { cause });
  }
}
