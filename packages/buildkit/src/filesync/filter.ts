/**
 * Which entries of a tree one request asks for: includes, excludes and followed paths, as pure functions on the list.
 *
 * Place: before the sort. The patterns come from an LLB local source, or from the Dockerfile frontend, which has read
 * .dockerignore itself (through this same service) and passes its lines on as excludes.
 *
 *   include   nothing given = everything; else exact paths, or patterns; a match on a directory takes what is below
 *   exclude   .dockerignore semantics: the last matching line wins, `!` takes back, parents count
 *   follow    exact paths or patterns whose symbolic links are resolved within the tree; they act as further includes
 *
 * Must stay true: the parents of every chosen entry are chosen too, else the receiver refuses the list.
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

/** The chosen entries, in the tree's order, with all their parents. */
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
  // A long list is usually one of plain paths: those are looked up, not matched one by one.
  const matches = matcher(wanted.some((pattern) => pattern.startsWith('!')) ? wanted : wanted.filter(isPattern));
  return (path) => selfAndParents(path).some((at) => exact.has(at)) || matches(path);
}

/** Whether a string can match anything but itself. */
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
