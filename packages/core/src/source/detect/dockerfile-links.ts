/**
 * Stage 2, detect: the files behind a Dockerfile that is a symbolic link, or in a linked directory.
 *
 * BuildKit's frontend follows links within the source. So these files belong to it as the Dockerfile
 * itself does, whatever the ignore file says.
 *
 * Invariant: nothing outside of the function is read or returned. The runtime reports a link that
 * leads out, and one that leads nowhere.
 */
import { readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The longest chain of links; a chain that is longer is a loop. */
const MAX_LINKS = 40;

/** Each link on the way from `path`, and the file at its end. Just the path if it has no links. */
export function linkedFiles(dir: string, path: string): readonly string[] {
  const found: string[] = [];
  let rest = path;
  for (let hops = 0; hops < MAX_LINKS; hops += 1) {
    const link = firstLink(dir, rest);
    if (link === undefined) return [...found, rest];
    found.push(link.path);
    rest = posix.join(posix.dirname(link.path), link.target, rest.slice(link.path.length + 1)).replace(/\/$/, '');
    if (posix.isAbsolute(link.target) || rest === '..' || rest.startsWith('../')) return found;
  }
  return found;
}

function firstLink(dir: string, path: string): { readonly path: string; readonly target: string } | undefined {
  const parts = path.split('/');
  for (const index of parts.keys()) {
    const part = parts.slice(0, index + 1).join('/');
    const target = targetOf(join(dir, part));
    if (target !== undefined) return { path: part, target };
  }
  return undefined;
}

/** undefined for everything that is no link. */
function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
