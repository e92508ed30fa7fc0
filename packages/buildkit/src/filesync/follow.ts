/**
 * Resolves `followpaths`: the paths a build will read, with every symbolic link on the way to them.
 *
 * Part of the filter. With it the Dockerfile frontend requests just the files that COPY names (and
 * `.dockerignore`), which may be links to files elsewhere in the context. The result is a list of
 * include patterns; missing paths are kept as they are.
 * Invariants:
 *   1. Links are resolved inside the tree only, as if its root were '/'. A link that leaves the
 *      tree adds nothing beyond the root.
 *   2. A loop of links ends.
 */
import { posix } from 'node:path';
import { matcher } from './patterns.js';
import type { FileEntry } from './tree.js';

/** Longest chain of links; a link into itself (`a -> a/b`) makes ever longer paths. */
const MAX_LINKS = 40;

/**
 * All paths to include so that each requested path (patterns allowed) can be read through its
 * links.
 */
export function followPaths(entries: readonly FileEntry[], paths: readonly string[]): string[] {
  const links = new Map(entries.filter((e) => e.kind === 'symlink').map((e) => [e.path, e.linkname ?? '']));
  const found = new Set<string>();
  const pending = paths.map((path) => ({ path: clean(path), hops: 0 }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { path, hops } = next;
    if (found.has(path)) continue;
    found.add(path);
    for (const { link, rest } of linksOn(path, links)) {
      found.add(link);
      const target = clean(posix.join(targetOf(link, links.get(link) ?? ''), rest));
      if (hops < MAX_LINKS) pending.push({ path: target, hops: hops + 1 });
    }
  }
  return [...found];
}

/** The links that a path or pattern passes through, each with the part of the path behind it. */
function linksOn(path: string, links: ReadonlyMap<string, string>): { link: string; rest: string }[] {
  const parts = path.split('/');
  const hits = [];
  for (const link of links.keys()) {
    const depth = link.split('/').length;
    if (depth <= parts.length && matchesParts(parts.slice(0, depth), link.split('/'))) {
      hits.push({ link, rest: parts.slice(depth).join('/') });
    }
  }
  return hits;
}

/**
 * Compares component by component: equal, or matched by `*`, `?` and `[…]` within the one
 * component.
 */
function matchesParts(pattern: readonly string[], parts: readonly string[]): boolean {
  return pattern.every((part, i) => part === parts[i] || (/[*?[]/.test(part) && matcher([part])(parts[i] ?? '')));
}

/**
 * The target of a link, relative to the root. Absolute targets count from the root, and '..' stops
 * there.
 */
function targetOf(link: string, target: string): string {
  return posix.resolve('/', posix.dirname(link), target);
}

/** Relative to the root, without '.', '..' and slashes at the ends; '' is the root itself. */
function clean(path: string): string {
  return posix.resolve('/', path).slice(1);
}
