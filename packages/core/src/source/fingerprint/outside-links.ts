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
import type { SharedSource, SourceEntry } from '../../contract/runtime.js';

/** A symbolic link, and the text of its target. */
export interface OutsideLink {
  readonly path: string;
  readonly target: string;
}

/** As many as Linux follows. */
const MOST_HOPS = 40;

const IN_EVERY_CONTAINER = /^\/(?:dev|proc|sys|tmp)(?:\/|$)/;

/**
 * The links that lead out, in the order of the entries. With a layout of shared directories, a link
 * may lead from one of them to another.
 */
export function outsideLinks(entries: readonly SourceEntry[], shared?: SharedSource): readonly OutsideLink[] {
  const placed = (path: string): string => (shared === undefined ? path : posix.join(shared.dir, path));
  const sent = shared === undefined ? [] : [shared.dir, ...shared.paths.map(placed)];
  const found = entries.flatMap(({ path, kind, linkname }) =>
    kind === 'symlink' && linkname !== undefined ? [{ path, target: linkname, at: placed(path) }] : [],
  );
  const links = new Map(found.map(({ at, target }) => [at, target]));
  return found.flatMap(({ path, target, at }) => (leadsOut(at, links, sent) ? [{ path, target }] : []));
}

/**
 * Follows the link, component by component, as the kernel does.
 * @param sent the directories that are sent; none means all below the root
 */
function leadsOut(path: string, links: ReadonlyMap<string, string>, sent: readonly string[]): boolean {
  const rest = path.split('/');
  const at: string[] = [];
  for (let hops = 0; ; ) {
    const name = rest.shift();
    if (name === undefined) return sent.length > 0 && !sent.some((dir) => `${at.join('/')}/`.startsWith(`${dir}/`));
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
