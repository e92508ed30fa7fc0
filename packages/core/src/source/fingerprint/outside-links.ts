/**
 * Finds symbolic links of a function that lead out of its directory. Pure.
 *
 * Links are sent as they are, and what they point to is not. So such a link points to nothing in
 * the image, although it works on this machine.
 *
 *   data -> ../shared/data    leads out
 *   x -> data/x               leads out as well, through the link above
 *   y -> lib/../main.js       stays inside
 *   z -> ../fn/main.js        leads out: in the image, the function's directory has another name
 *   a -> /srv/a               leads out; what is in /dev, /proc, /sys and /tmp exists in each container
 */
import { posix } from 'node:path';
import type { SourceEntry } from '../../contract/runtime.js';

/** A symbolic link, and the text of its target. */
export interface OutsideLink {
  readonly path: string;
  readonly target: string;
}

/** As many as Linux follows. */
const MOST_HOPS = 40;

const IN_EVERY_CONTAINER = /^\/(?:dev|proc|sys|tmp)(?:\/|$)/;

/** The links that lead out, in the order of the entries. */
export function outsideLinks(entries: readonly SourceEntry[]): readonly OutsideLink[] {
  const links = new Map(
    entries.flatMap(({ path, kind, linkname }) =>
      kind === 'symlink' && linkname !== undefined ? [[path, linkname] as const] : [],
    ),
  );
  return [...links].flatMap(([path, target]) => (leadsOut(path, links) ? [{ path, target }] : []));
}

/** Follows the link, component by component, as the kernel does. */
function leadsOut(path: string, links: ReadonlyMap<string, string>): boolean {
  const rest = path.split('/');
  const at: string[] = [];
  for (let hops = 0; ; ) {
    const name = rest.shift();
    if (name === undefined) return false;
    if (name === '' || name === '.') continue;
    if (name === '..') {
      if (at.pop() === undefined) return true;
      continue;
    }
    at.push(name);
    const target = links.get(at.join('/'));
    if (target === undefined) continue;
    hops += 1;
    if (hops > MOST_HOPS) return false;
    if (target.startsWith('/')) return !IN_EVERY_CONTAINER.test(posix.normalize(target));
    at.pop();
    rest.unshift(...target.split('/'));
  }
}
