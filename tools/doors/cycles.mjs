/**
 * Import cycles among files: two files that import each other, directly or round several corners, cannot be read, tested
 * or moved one at a time. Type imports count, too: the reader follows them all the same.
 *
 * A depth-first walk with three colours: a file met again while it is still on the path closes a cycle.
 */

/** Every cycle that the walk closes, each as the list of its files with the first one repeated at the end. */
export function findCycles(packages) {
  const importsOf = new Map(
    packages.flatMap(({ files }) =>
      files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
    ),
  );
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
