/**
 * Import cycles among files, and among folders: what imports each other, directly or round several corners, cannot be read, tested
 * or moved one at a time. Type imports count, too: the reader follows them all the same.
 *
 * A depth-first walk with three colours: a file met again while it is still on the path closes a cycle.
 */
import { posix } from 'node:path';

/** Every cycle among files that the walk closes, each as the list of its files with the first one repeated at the end. */
export function findCycles(packages) {
  return cyclesOf(
    new Map(
      packages.flatMap(({ files }) =>
        files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
      ),
    ),
  );
}

/**
 * The same among folders. A folder and one inside of it are one matter: the inner one is its detail. Tests do not count: they may look at what
 * comes after.
 */
export function findFolderCycles(packages) {
  const importsOf = new Map();
  for (const file of packages.flatMap(({ files }) => files).filter(({ path }) => !path.includes('.test.'))) {
    const folder = posix.dirname(file.path);
    const targets = file.imports.flatMap(({ target }) => (target === undefined ? [] : posix.dirname(target)));
    const others = targets.filter((other) => !isInside(folder, other) && !isInside(other, folder));
    importsOf.set(folder, [...new Set([...(importsOf.get(folder) ?? []), ...others])]);
  }
  return cyclesOf(importsOf);
}

const isInside = (inner, outer) => inner === outer || inner.startsWith(`${outer}/`);

function cyclesOf(importsOf) {
  const finished = new Set();
  const path = [];
  const cycles = [];
  const visit = (file) => {
    if (finished.has(file) || !importsOf.has(file)) return;
    const start = path.indexOf(file);
    if (start !== -1) {
      cycles.push([...path.slice(start), file]);
      return;
    }
    path.push(file);
    for (const target of importsOf.get(file)) visit(target);
    path.pop();
    finished.add(file);
  };
  for (const file of importsOf.keys()) visit(file);
  return cycles;
}
