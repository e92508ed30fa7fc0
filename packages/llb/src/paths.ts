/**
 * Checks of paths inside of a build. BuildKit resolves a relative path against "/" in one place, against the working directory in
 * another, and refuses it in a third; so every path of a graph is absolute here, and a relative one is refused at once.
 */
import { posix } from 'node:path';
import { LlbError } from './errors.js';

/**
 * Returns `path` unchanged if it is absolute. A trailing slash is kept: for a copy's destination it means "a directory".
 * @throws LlbError `bad-path`
 */
export function absolutePath(path: string, what: string, step: string): string {
  if (path.startsWith('/') && !path.includes('\0')) return path;
  throw new LlbError('bad-path', `${what} must be an absolute path, got "${path}"; write "/${path}"`, { step });
}

/**
 * An absolute path in the one spelling that can be compared: without `.`, `..`, doubled and trailing slashes.
 * @throws LlbError `bad-path`
 */
export function cleanPath(path: string, what: string, step: string): string {
  const normal = posix.normalize(absolutePath(path, what, step));
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
