/**
 * The read-only view of a function's source that a runtime receives (stages 2 and 6).
 *
 * It lists exactly what is hashed and sent, and reads a file only on request.
 *
 * Invariant: it returns only the hashed bytes. A recipe made from other bytes would be recorded
 * under the wrong hash.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { SmolfaasError } from '../../contract/errors.js';
import type { SharedSource, SourceEntry, SourceTree } from '../../contract/runtime.js';
import { errnoOf } from '../errno.js';
import { openSource } from './hash-file.js';

/**
 * A tree over the entries of a fingerprint. Its `read` throws source-changed and source-unreadable.
 */
export function sourceTree(
  fn: string,
  dir: string,
  entries: readonly SourceEntry[],
  shared?: SharedSource,
): SourceTree {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const read = (path: string): Uint8Array | undefined => {
    const entry = byPath.get(path);
    return entry?.kind === 'file' ? readChecked(fn, dir, entry) : undefined;
  };
  return {
    entries,
    has: (path) => byPath.has(path),
    read,
    readText(path) {
      const bytes = read(path);
      return bytes && new TextDecoder().decode(bytes);
    },
    ...(shared && { shared: { dir: shared.dir, paths: shared.paths } }),
  };
}

/** Compares the size first, to avoid reading a file that has grown to gigabytes. */
function readChecked(fn: string, dir: string, entry: SourceEntry): Uint8Array {
  const file = openSource(fn, dir, entry.path);
  try {
    const stat = fstatSync(file);
    const bytes = stat.isFile() && stat.size === entry.size ? readFileSync(file) : undefined;
    if (bytes !== undefined && createHash('sha256').update(bytes).digest('hex') === entry.sha256) return bytes;
  } catch (cause) {
    throw new SmolfaasError('source-unreadable', { function: fn, path: entry.path, errno: errnoOf(cause) }, { cause });
  } finally {
    closeSync(file);
  }
  throw new SmolfaasError('source-changed', { function: fn, path: entry.path });
}
