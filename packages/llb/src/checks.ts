/**
 * Checks of values that every op family uses: paths, ids and numbers.
 *
 * BuildKit treats a relative path in three ways: it resolves it against "/", resolves it against
 * the working directory, or refuses it. So every path of a graph is absolute here, and a relative
 * one is refused at once. Numbers are checked early because protobuf refuses them only at
 * marshalling, far from the line that wrote them. All checks throw LlbError.
 */
import { posix } from 'node:path';
import { LlbError } from './errors.js';

/**
 * Returns `path` unchanged if it is absolute. A trailing slash is kept: for a copy's destination it
 * means "a directory".
 * @throws LlbError `bad-path`
 */
export function absolutePath(path: string, what: string, step: string): string {
  if (path.startsWith('/') && !path.includes('\0')) return path;
  throw new LlbError('bad-path', `${what} must be an absolute path, got "${path}"; write "/${path}"`, { step });
}

/**
 * Returns an absolute path in a spelling that can be compared: no `.`, no `..`, no doubled or
 * trailing slash.
 * @throws LlbError `bad-path`
 */
export function cleanPath(path: string, what: string, step: string): string {
  const normal = posix.normalize(absolutePath(path, what, step));
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

/** Largest value of a protobuf uint32: user and group ids. */
export const UINT32 = 0xffff_ffff;

/** Largest permission bits, including setuid, setgid and sticky. */
export const PERMISSIONS = 0o7777;

/**
 * Returns `value` if it is a whole number from 0 to `max`.
 * @throws LlbError `bad-option`
 */
export function wholeNumber(value: number, max: number, what: string, step: string): number {
  if (Number.isSafeInteger(value) && value >= 0 && value <= max) return value;
  throw new LlbError('bad-option', `${what} must be a whole number from 0 to ${max}, got ${value}`, { step });
}

/**
 * Returns `id` if it is not empty.
 * @throws LlbError `bad-option`
 */
export function nonEmpty(id: string, what: string, step: string): string {
  if (id !== '') return id;
  throw new LlbError('bad-option', `${what} is empty`, { step });
}
