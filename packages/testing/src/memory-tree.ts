/**
 * A function's source tree made from an object, for tests of `detect` and `recipe`.
 *
 * It has the same interface as a real function's tree, so a handler cannot distinguish them; the
 * test only saves the directory. Parent directories are added as needed, and entries are in the
 * order in which real ones are sent.
 */
import { createHash } from 'node:crypto';
import type { SharedSource, SourceEntry, SourceTree } from '@smolfaas/core';

/**
 * A tree with these files; paths are `/`-separated, values are their text. Files that are shared have
 * paths such as `../lib/a.js`.
 */
export function memoryTree(files: Readonly<Record<string, string>>, shared?: SharedSource): SourceTree {
  const encoder = new TextEncoder();
  const bytes = new Map(Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]));
  const paths = new Set([...bytes.keys()].flatMap((path) => [...parents(path), path]).filter(isSent(shared)));
  const entries = [...paths].sort(byComponent).map((path) => entryOf(path, bytes.get(path)));
  return {
    entries,
    has: (path) => paths.has(path),
    read: (path) => bytes.get(path),
    readText: (path) => files[path],
    ...(shared && { shared }),
  };
}

/** Of what is outside of the function, only shared directories and what is in them. */
const isSent =
  (shared: SharedSource | undefined) =>
  (path: string): boolean =>
    !path.startsWith('..') || (shared?.paths ?? []).some((one) => path === one || path.startsWith(`${one}/`));

function entryOf(path: string, data: Uint8Array | undefined): SourceEntry {
  if (data === undefined) return { path, kind: 'directory', mode: 0o755, size: 0, mtimeSeconds: 0 };
  const sha256 = createHash('sha256').update(data).digest('hex');
  return { path, kind: 'file', mode: 0o644, size: data.length, mtimeSeconds: 0, sha256 };
}

function parents(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Compares component by component, on bytes: everything in `a/` comes before `a.b`. */
function byComponent(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const order = Buffer.compare(Buffer.from(left[index] ?? ''), Buffer.from(right[index] ?? ''));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
