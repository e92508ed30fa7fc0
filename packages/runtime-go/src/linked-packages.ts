/**
 * What becomes part of the binary, as far as the function's own files show it: the main package and
 * the packages of the function that it imports, directly or not.
 *
 * Invariant: files of other programs (`tools/`, generators, tests) do not count. What they read or
 * import says nothing about the function.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf } from '@smolfaas/runtime-kit';
import { type Build, isBuilt } from './constraints/constraints.js';
import type { GoFile, GoSources } from './sources.js';

/** A directory of the binary, with its files that are built and those that need cgo. */
export interface LinkedPackage {
  readonly dir: string;
  readonly built: readonly GoFile[];
  /** All files, also those that build constraints exclude. */
  readonly all: readonly GoFile[];
}

/** @param tags the tags that are set for this build */
export function linkedPackages(
  main: string,
  tree: SourceTree,
  sources: GoSources,
  tags: ReadonlySet<string>,
): readonly LinkedPackage[] {
  const modules = modulesOf(tree);
  const build: Build = { tags, cgo: false };
  const dirs = new Set([main]);
  const linked: LinkedPackage[] = [];
  for (const dir of dirs) {
    const all = sources.files(dir);
    const built = all.filter(({ name, header }) => header === undefined || isBuilt(name, header, build));
    linked.push({ dir, built, all });
    for (const path of built.flatMap(({ header }) => header?.imports ?? [])) {
      const own = directoryOfImport(path, modules);
      if (own !== undefined && sources.files(own).length > 0) dirs.add(own);
    }
  }
  return linked;
}

type Modules = readonly { readonly name: string; readonly dir: string }[];

/** The modules whose source the function has, those with the longest names first. */
function modulesOf(tree: SourceTree): Modules {
  return tree.entries
    .filter(({ path, kind }) => kind === 'file' && /(^|\/)go\.mod$/.test(path) && !path.startsWith('vendor/'))
    .map(({ path }) => ({ dir: directoryOf(path), name: moduleName(tree.readText(path) ?? '') }))
    .filter(({ name }) => name !== '')
    .sort((a, b) => b.name.length - a.name.length);
}

const moduleName = (text: string): string => /^\s*module\s+"?([^\s"]+)"?/m.exec(text)?.[1] ?? '';

function directoryOfImport(path: string, modules: Modules): string | undefined {
  const module = modules.find(({ name }) => path === name || path.startsWith(`${name}/`));
  if (module === undefined) return undefined;
  return [module.dir, path.slice(module.name.length + 1)].filter((part) => part !== '').join('/');
}
