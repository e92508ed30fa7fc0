/**
 * Reads the `.dockerignore` of a function.
 *
 * What must stay true: a file that is there and cannot be used stops the function. To go on as if it were absent would hash,
 * send and perhaps publish exactly what its author wanted left out.
 *
 * What would surprise: a Dockerfile may have an ignore file of its own beside it, `<Dockerfile>.dockerignore`, which then replaces
 * the common one; that is the rule of BuildKit's Dockerfile frontend, and the hash has to follow what the build will see.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmolfaasError } from '../../contract/errors.js';
import { errnoOf } from '../errno.js';
import { type IgnorePattern, compilePattern } from './ignore-pattern.js';

const COMMON = '.dockerignore';

/**
 * The patterns that decide for this function, in the order of the file; none when it has no such file.
 * @param fn name of the function, for errors
 * @param dockerfile path of the Dockerfile, when the function is built from one
 * @throws ignore-file-unusable: unreadable, no regular file, no text, or a malformed pattern
 */
export function readIgnoreFile(fn: string, dir: string, dockerfile: string | undefined): readonly IgnorePattern[] {
  for (const path of dockerfile === undefined ? [COMMON] : [`${dockerfile}.dockerignore`, COMMON]) {
    try {
      const bytes = readIfThere(join(dir, path));
      if (bytes !== undefined) return parseIgnoreFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (cause) {
      const why = cause instanceof TypeError ? 'not valid UTF-8' : errnoOf(cause);
      throw new SmolfaasError('ignore-file-unusable', { function: fn, path, why }, { cause });
    }
  }
  return [];
}

/**
 * Compiles the lines of an ignore file. `#` begins a comment only in the first column; a byte order mark is skipped (the
 * decoder above did that).
 * @throws Error with line number and what is wrong
 */
export function parseIgnoreFile(text: string): readonly IgnorePattern[] {
  return text.split('\n').flatMap((line, index) => {
    const pattern = line.trim();
    if (line.startsWith('#') || pattern === '') return [];
    try {
      return [compilePattern(pattern)];
    } catch (cause) {
      throw new Error(`line ${index + 1}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  });
}

/** A link is not followed and a named pipe is not waited for: both are refused. */
function readIfThere(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error))) return undefined;
    if (errnoOf(error) === 'ELOOP') throw new Error('it is a symbolic link, which is not followed', { cause: error });
    throw error;
  }
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
