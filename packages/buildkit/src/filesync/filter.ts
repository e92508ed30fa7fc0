/**
 * Selects the entries of a tree that one request wants: includes, excludes and followed paths, as
 * pure functions on the list.
 *
 * Runs before the sort. The patterns come from an LLB local source, or from the Dockerfile
 * frontend. The frontend has read .dockerignore itself (through this same service) and passes its
 * lines as excludes.
 *
 *   include   empty = everything; else exact paths or patterns; a matched directory is taken whole
 *   exclude   .dockerignore semantics: the last matching line wins, `!` takes back, parents count
 *   follow    exact paths or patterns whose links are resolved in the tree; act as includes
 *
 * Invariant: the parents of every selected entry are selected too; otherwise the receiver refuses
 * the list.
 */
import { followPaths } from './follow.js';
import { matcher } from './patterns.js';
import type { FileEntry } from './tree.js';

/** The filters of one request; empty lists do not restrict. */
export interface Selection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly follow: readonly string[];
}

/** The selected entries, in the tree's order, with all their parents. */
export function select(entries: readonly FileEntry[], selection: Selection): FileEntry[] {
  const included = includeTest(entries, selection);
  const excluded = matcher(selection.exclude);
  const chosen = new Set<string>();
  for (const { path } of entries) {
    if (!included(path) || excluded(path)) continue;
    for (let at = path; at !== '' && !chosen.has(at); at = parentOf(at)) chosen.add(at);
  }
  return entries.filter(({ path }) => chosen.has(path));
}

function includeTest(entries: readonly FileEntry[], { include, follow }: Selection): (path: string) => boolean {
  const followed = follow.length > 0 ? followPaths(entries, follow) : [];
  const wanted = [...include, ...followed].map((pattern) => pattern.replace(/^\/+|\/+$/g, ''));
  if (wanted.length === 0 || wanted.some((pattern) => pattern === '' || pattern === '.')) return () => true;
  const exact = new Set(wanted);
  // A long list usually contains only plain paths: those are looked up, not matched one by one.
  const matches = matcher(wanted.some((pattern) => pattern.startsWith('!')) ? wanted : wanted.filter(isPattern));
  return (path) => selfAndParents(path).some((at) => exact.has(at)) || matches(path);
}

/** Whether a pattern can match anything but its own text. */
function isPattern(text: string): boolean {
  return /[*?[\\]/.test(text);
}

function selfAndParents(path: string): string[] {
  const all = [];
  for (let at = path; at !== ''; at = parentOf(at)) all.push(at);
  return all;
}

/** `a/b` for `a/b/c`, '' for a name in the root. */
function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
