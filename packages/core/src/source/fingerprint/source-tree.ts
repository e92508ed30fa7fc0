/**
 * The read-only view of a function's source that a runtime gets (stages 2 and 6).
 *
 * It lists exactly what is hashed and sent, and reads a file only when it is asked for. What must stay true: the bytes that
 * it hands out are the hashed ones. A recipe made from any others would be recorded under a hash that is not its own.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { SmolfaasError } from '../../contract/errors.js';
import type { SourceEntry, SourceTree } from '../../contract/runtime.js';
import { errnoOf } from '../errno.js';
import { openSource } from './hash-file.js';

/** A tree over the entries of a fingerprint. Its `read` throws source-changed and source-unreadable. */
export function sourceTree(fn: string, dir: string, entries: readonly SourceEntry[]): SourceTree {
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
  };
}

/** The size is compared first, so that a file which grew to gigabytes is not read to find that out. */
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
