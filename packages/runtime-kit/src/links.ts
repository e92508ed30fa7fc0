/**
 * Paths through symbolic links of the function, as the build resolves them.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, inside } from './paths.js';

/** What is at a path. */
export interface Found {
  /** The links on the way. */
  readonly links: readonly string[];
  /** The path without links; undefined when nothing is there. */
  readonly path: string | undefined;
  /** Where the links lead to when nothing is there; undefined for a loop. */
  readonly missing?: string;
  /** The link that leads out of the function, and where to. */
  readonly out?: { readonly file: string; readonly path: string };
}

/** More links on one path than this are a loop, as for Linux. */
const MOST = 40;

/** Follows all links of a path below the function's directory. */
export function followed(tree: SourceTree, path: string): Found {
  const targets = new Map(
    tree.entries.flatMap(({ path: at, linkname }) => (linkname === undefined ? [] : [[at, linkname]])),
  );
  const links: string[] = [];
  let found = path;
  for (let link = firstLink(targets, found); link !== undefined; link = firstLink(targets, found)) {
    links.push(link);
    const to = targets.get(link) ?? '';
    const target = inside(directoryOf(link), to, tree.shared);
    if (target === undefined) return { links, path: undefined, out: { file: link, path: to } };
    if (links.length > MOST) return { links, path: undefined };
    found = [target, found.slice(link.length + 1)].filter((part) => part !== '').join('/');
  }
  return found === '' || tree.has(found) ? { links, path: found } : { links, path: undefined, missing: found };
}

function firstLink(targets: ReadonlyMap<string, string>, path: string): string | undefined {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/')).find((at) => targets.has(at));
}
