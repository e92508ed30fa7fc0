/**
 * The value that file sync sends: a directory as a list of entries with their fingerprints.
 *
 * Made by the caller (or by `readTree`); input of every other file here.
 * Invariants:
 *   1. What is not in the list is never sent.
 *   2. A file whose bytes do not hash to its `sha256` when they are sent fails the solve.
 */

/** One file, directory or symbolic link below the root. */
export interface FileEntry {
  /** '/'-separated, relative to the root, without leading '/' and without '.' or '..' parts. */
  path: string;
  /** Nothing else can be sent. */
  kind: 'file' | 'directory' | 'symlink';
  /** Permission bits only, such as 0o644. */
  mode: number;
  /** Bytes; for files only. */
  size: number;
  /** Whole seconds since 1970. */
  mtimeSeconds: number;
  /** Hex; every file has one. */
  sha256?: string;
  /** The text of a symbolic link, never resolved. */
  linkname?: string;
}

/** A directory's entries, in any order. */
export interface FileTree {
  /** Absolute path of the directory; the entries are relative to it. */
  root: string;
  /** Everything that may be sent. */
  entries: readonly FileEntry[];
}
