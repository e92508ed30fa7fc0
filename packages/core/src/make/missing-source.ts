/**
 * Stage 9, make: a `COPY` of a Dockerfile found nothing. Is the file not there, or was it left out?
 *
 * The builder sees only what it was sent, so it calls both "not found". The function's directory tells the difference, and the
 * usual culprit is a line of the ignore file that matches more than its author thought.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { SourceEntry } from '../contract/runtime.js';

/** As BuildKit 0.8 and later ones say it; the group is the path in the source. */
const NOT_FOUND = [/"\/?([^"]+)":? not found/, /buildkit-mount\d+\/(\S+?): no such file or directory/];

/** The error with what is known of the missing file; any other error as it is. */
export function withMissingSource(error: unknown, dir: string, entries: readonly SourceEntry[]): unknown {
  if (!isSmolfaasError(error, 'build-step-failed') && !isSmolfaasError(error, 'build-failed')) return error;
  const text = isSmolfaasError(error, 'build-step-failed') ? error.facts.log.join('\n') : error.facts.message;
  const path = NOT_FOUND.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  if (path === undefined || entries.some((entry) => entry.path === path)) return error;
  const hint = isThere(join(dir, path))
    ? `${path} is there, but is left out of the source, as .dockerignore says or because it looks like a secret; bring it back with a line !${path}`
    : `there is no ${path} in the function's directory, and COPY sees nothing outside of it`;
  const { cause } = error;
  return isSmolfaasError(error, 'build-step-failed')
    ? new SmolfaasError('build-step-failed', { ...error.facts, hint }, { cause })
    : new SmolfaasError('build-failed', { ...error.facts, hint }, { cause });
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
