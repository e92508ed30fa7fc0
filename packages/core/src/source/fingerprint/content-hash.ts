/**
 * The content hash of a function: SHA-256 over one canonical encoding of its list of entries.
 *
 *     "smolfaas source 1" NUL
 *     then for each entry, in the order of the walk:
 *     kind SP mode (octal) SP size SP file hash (hex, empty if not a file) NUL
 *     path NUL link text NUL
 *
 * Invariants:
 *  1. Two different trees never have the same encoding: neither a path nor a link text can contain
 *     NUL.
 *  2. It contains nothing that differs between two copies of one tree: no times, owners or inodes.
 */
import { createHash } from 'node:crypto';
import type { SourceEntry } from '../../contract/runtime.js';

/** Hashes the list; returns hex. Modes must already be normalised. */
export function contentHash(entries: readonly SourceEntry[]): string {
  const hash = createHash('sha256').update('smolfaas source 1\0');
  for (const { kind, mode, size, sha256 = '', path, linkname = '' } of entries) {
    hash.update(`${kind} ${mode.toString(8)} ${size} ${sha256}\0${path}\0${linkname}\0`);
  }
  return hash.digest('hex');
}
