/**
 * Stage 9, make: a `COPY` of a Dockerfile found nothing. Is the file missing, or was it excluded?
 *
 * The builder sees only the files that were sent to it, so it reports both as "not found". The
 * function's directory shows the difference. The usual cause is an ignore rule that matches more
 * than its author intended.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { SourceEntry } from '../contract/runtime.js';

/** The messages of BuildKit 0.8 and later; the group is the path in the source. */
const NOT_FOUND = [/"\/?([^"]+)":? not found/, /buildkit-mount\d+\/(\S+?): no such file or directory/];

/** Adds a hint about the missing file; any other error is returned unchanged. */
export function withMissingSource(error: unknown, dir: string, entries: readonly SourceEntry[]): unknown {
  if (!isSmolfaasError(error, 'build-step-failed') && !isSmolfaasError(error, 'build-failed')) return error;
  const text = isSmolfaasError(error, 'build-step-failed') ? error.facts.log.join('\n') : error.facts.message;
  const path = NOT_FOUND.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  if (path === undefined || entries.some((entry) => entry.path === path)) return error;
  const hint = isThere(join(dir, path))
    ? `${path} is there, but is left out of the source, as .dockerignore says or because it looks like a secret; bring it back with a line !${path}`
    : notThere(dir, path);
  const { cause } = error;
  return isSmolfaasError(error, 'build-step-failed')
    ? new SmolfaasError('build-step-failed', { ...error.facts, hint }, { cause })
    : new SmolfaasError('build-failed', { ...error.facts, hint }, { cause });
}

/** `COPY ../lib` reaches the builder as `lib`. */
function notThere(dir: string, path: string): string {
  const sees = `there is no ${path} in the function's directory, and COPY sees nothing outside of it`;
  const [first = path] = path.split('/');
  const above = ['../', '../../'].map((up) => up + first).find((one) => isThere(join(dir, one)));
  return above === undefined
    ? sees
    : `${sees}: set shared: [${above}] for it in smolfaas.yaml, and write COPY --from=${first.toLowerCase().replace(/^[^a-z0-9]+/, '')}`;
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
