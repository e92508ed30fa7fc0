/**
 * Decides which modules of SmolFaaS share a file of the bundle.
 *
 * Each file that a run opens costs it more than a hundred unneeded lines, and a library costs more
 * than both. Hence one file holds what belongs together and needs the same libraries:
 *
 *   reached by static imports from the first entry points   before[-<libraries>]
 *   reached by them from main or the commands               start[-<libraries>]
 *   any other module of SmolFaaS                            <package>[-<libraries>]
 *   such an entry point, a library                          the bundler's own choice
 *
 * Invariant: a file imports no library that one of its modules does not reach by static imports
 * itself. So a lazy import of one module loads none that only its neighbours need.
 */

const OURS = /\/packages\/([^/]+)\/dist\/(.*)\.js$/;
const LIBRARY = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/;

/** Whether the module, given by its absolute path, is from one of our packages. */
function isOurs(id) {
  return OURS.test(id) && !LIBRARY.test(id);
}

/**
 * @param before entry points that every run loads, before it is known whether there is a command
 * @param first entry points that every command loads
 * @returns the function that names a module's file, or answers null: the bundler chooses. It takes
 *   the module's absolute path and rolldown's view of the graph.
 */
export function chunkOf(before, first) {
  let parts;
  return (id, graph) => {
    if (!isOurs(id) || before.includes(id)) return null;
    const importsOf = (module) => graph.getModuleInfo(module)?.importedIds ?? [];
    parts ??= [
      { name: 'before', modules: new Set(before.flatMap((entry) => [...reached(entry, importsOf)])) },
      { name: 'start', modules: new Set(first.flatMap((entry) => [...reached(entry, importsOf)])) },
    ];
    const part = parts.find(({ modules }) => modules.has(id))?.name ?? OURS.exec(id)[1];
    const libraries = new Set([...reached(id, importsOf)].flatMap((module) => LIBRARY.exec(module)?.[1] ?? []));
    return [part, ...[...libraries].toSorted()].join('-').replaceAll(/[@/]+/g, '');
  };
}

/** The modules that a module loads by static imports; those of a library are left out. */
function reached(id, importsOf, seen = new Set()) {
  if (seen.has(id)) return seen;
  seen.add(id);
  if (!LIBRARY.test(id)) for (const next of importsOf(id)) reached(next, importsOf, seen);
  return seen;
}
