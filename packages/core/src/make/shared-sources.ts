/**
 * Stage 9, make: the local sources of a build that shares directories with other functions. Pure.
 *
 * The function's own files stay one source. What it shares becomes one of these:
 *
 *     llb          `shared`           all of it, in the layout below the common root
 *     dockerfile   `shared-NAME`      one for each named context, rooted at what it names
 *
 * Invariant: every source has the parent directories of its entries, which BuildKit requires. They
 * have constant times, like all files once they are copied.
 */
import { basename, dirname, posix } from 'node:path';
import type { LocalSource } from '../contract/buildkit-manager.js';
import type { RecipeImage, SourceEntry } from '../contract/runtime.js';
import type { LocatedShared } from '../source/shared/locate-shared.js';

/** Whether an entry of a fingerprint is outside of the function's directory. */
export const isShared = ({ path }: Pick<SourceEntry, 'path'>): boolean => path.startsWith('../');

/** The local sources by name; none when nothing is shared. */
export function sharedSources(
  image: RecipeImage,
  entries: readonly SourceEntry[],
  shared: LocatedShared | undefined,
): Readonly<Record<string, LocalSource>> {
  if (shared === undefined) return {};
  const outside = entries.filter(isShared);
  if (image.kind === 'llb') return { shared: { root: shared.root, entries: inLayout(outside, shared.dir) } };
  const contexts = Object.entries(image.contexts ?? {});
  return Object.fromEntries(contexts.map(([name, path]) => [contextSource(name), contextAt(path, outside, shared)]));
}

/** Attributes by which the Dockerfile frontend finds named contexts. */
export function contextAttributes(contexts: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.keys(contexts).map((name) => [`context:${name}`, `local:${contextSource(name)}`]));
}

const contextSource = (name: string): string => `shared-${name}`;

function inLayout(outside: readonly SourceEntry[], dir: string): readonly SourceEntry[] {
  const placed = outside.map((entry) => ({ ...entry, path: posix.join(dir, entry.path) }));
  const there = new Set(placed.map(({ path }) => path));
  const parents = new Set(placed.flatMap(({ path }) => parentsOf(path)).filter((path) => !there.has(path)));
  return [...[...parents].sort().map(directory), ...placed];
}

/** A file has no directory of its own: its context holds only the file. */
function contextAt(path: string, outside: readonly SourceEntry[], { places }: LocatedShared): LocalSource {
  const place = places.find((one) => one.path === path);
  if (place === undefined) return { root: '/', entries: [] };
  const isFile = place.kind === 'file';
  const before = isFile ? path.length - basename(path).length : path.length + 1;
  const own = outside.filter((entry) => (isFile ? entry.path === path : entry.path.startsWith(`${path}/`)));
  const entries = own.map((entry) => ({ ...entry, path: entry.path.slice(before) }));
  return { root: isFile ? dirname(place.dir) : place.dir, entries };
}

function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

const directory = (path: string): SourceEntry => ({ path, kind: 'directory', mode: 0o755, size: 0, mtimeSeconds: 0 });
