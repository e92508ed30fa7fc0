/**
 * The order in which entries must be announced: depth first, names of one directory by their raw
 * bytes.
 *
 * Runs after the filter and before the sender. The receiver walks its old copy in this same order
 * and merges the two lists. A single entry out of order aborts the transfer ("changes out of
 * order").
 * Gotchas:
 *   1. This is not the order of the full paths as strings. "a.b" sorts after "a/x", since it is
 *      compared with "a", not with "a/x". As strings, '.' (0x2e) sorts before '/' (0x2f).
 *   2. JavaScript's own string order is by UTF-16 units, which differs from bytes beyond U+FFFF.
 */

/** Compares two relative paths per component, on bytes; usable with Array.sort. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0;
  // With '/' as the lowest byte, comparing whole paths equals comparing component by component.
  return Buffer.compare(sortKey(a), sortKey(b));
}

/** The path's bytes with '/' replaced by 0, a byte no file name can contain. */
function sortKey(path: string): Buffer {
  const key = Buffer.from(path, 'utf8');
  for (let i = key.indexOf(0x2f); i >= 0; i = key.indexOf(0x2f, i + 1)) key[i] = 0;
  return key;
}

/** A sorted copy; keys are made once per entry, not once per comparison. */
export function sortByPath<T extends { path: string }>(entries: readonly T[]): T[] {
  return entries
    .map((entry) => ({ entry, key: sortKey(entry.path) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ entry }) => entry);
}
