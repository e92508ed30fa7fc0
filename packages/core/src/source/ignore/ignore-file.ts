/**
 * Reads the `.dockerignore` of a function.
 *
 * Invariant: an ignore file that exists but cannot be used stops the function. Continuing without
 * it would hash, send and perhaps publish exactly what its author wanted to leave out.
 *
 * Gotchas:
 *  1. A Dockerfile may have its own ignore file beside it, `<Dockerfile>.dockerignore`, which then
 *     replaces the common one. That is the rule of BuildKit's Dockerfile frontend, and the hash has
 *     to cover what the build will see.
 *  2. A Containerfile may also have those of Podman. The frontend does not know them and applies a
 *     `.dockerignore` as well: what either leaves out is left out.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { SmolfaasError } from '../../contract/errors.js';
import { errnoOf } from '../errno.js';
import { type IgnorePattern, compilePattern } from './ignore-pattern.js';

const COMMON = '.dockerignore';

/**
 * The patterns for this function, in file order; none when it has no ignore file.
 * @param fn name of the function, for errors
 * @param dockerfile path of the Dockerfile, when the function is built from one
 * @param at path of a shared directory from the function's, for errors
 * @throws ignore-file-unusable: unreadable, not a regular file, not text, or a malformed pattern
 */
export function readIgnoreFile(
  fn: string,
  dir: string,
  dockerfile: string | undefined,
  at = '',
): readonly IgnorePattern[] {
  for (const path of ignoreFiles(dockerfile)) {
    try {
      const bytes = readIfThere(join(dir, path));
      if (bytes !== undefined) return parseIgnoreFile(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (cause) {
      const why = cause instanceof TypeError ? 'not valid UTF-8' : errnoOf(cause);
      throw new SmolfaasError('ignore-file-unusable', { function: fn, path: posix.join(at, path), why }, { cause });
    }
  }
  return [];
}

/** Where an ignore file may be; the first that exists counts. */
function ignoreFiles(dockerfile: string | undefined): readonly string[] {
  if (dockerfile === undefined) return [COMMON];
  const own = `${dockerfile}.dockerignore`;
  if (!/^containerfile/i.test(posix.basename(dockerfile))) return [own, COMMON];
  return [own, `${dockerfile}.containerignore`, '.containerignore', COMMON];
}

/**
 * Compiles the lines of an ignore file. `#` begins a comment only in the first column. A byte order
 * mark is skipped (the decoder above does that).
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

/**
 * Reads the file, if there is one. Refuses links and named pipes: it neither follows the one nor
 * waits for the other.
 */
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
