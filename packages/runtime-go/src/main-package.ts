/**
 * Which main package becomes the function (stage 6).
 *
 *     the setting `package`  >  the root  >  the only one below cmd/
 *
 * The choice is made before the build. `go build` reports no error for a package that is not
 * `main`: it writes an archive, and the container then fails to start. With a workspace (go.work)
 * each of its modules may have a main package at its root or below its cmd/.
 *
 * Only files that the go command builds here count (constraints/): neither `magefile.go` nor
 * `main_windows.go` makes a main package.
 */
import type { RecipeInput, SourceTree } from '@smolfaas/core';
import { type Build, buildTags, isBuilt } from './constraints/constraints.js';
import { workspaceModules } from './local-modules.js';
import type { GoFile, GoSources } from './sources.js';

/**
 * The package to build, as `go build` takes it, and its directory, with a note if the choice was
 * not obvious; or why there is none.
 */
export type MainPackage =
  | { readonly path: string; readonly dir: string; readonly notes: readonly string[] }
  | { readonly message: string; readonly hint: string };

/** The main packages among some sources. */
interface Mains {
  readonly tree: SourceTree;
  readonly sources: GoSources;
  readonly isMain: (dir: string) => boolean;
}

/** @throws what the tree throws */
export function mainPackage({ function: fn, tree, settings }: RecipeInput, sources: GoSources): MainPackage {
  const tags = buildTags(settings['tags']);
  const build = { tags, cgo: false };
  const found = choose(fn, settings['package'], { tree, sources, isMain: mainBy(sources, build) });
  if (found !== undefined) return found;
  // A package whose files all need cgo is chosen as well: its refusal says more (cgo.ts).
  const withCgo = choose(fn, settings['package'], { tree, sources, isMain: mainBy(sources, { tags, cgo: true }) });
  return withCgo ?? noMain(settings['package'], { tree, sources });
}

/** undefined when there is no main package at all. */
function choose(fn: string, wanted: string | undefined, mains: Mains): MainPackage | undefined {
  if (wanted !== undefined) return named(fn, wanted, mains);
  if (mains.isMain('')) return { path: '.', dir: '', notes: [] };
  const near = nearMains(mains);
  const [only, second] = near;
  if (only !== undefined && second === undefined) {
    const path = `./${only}`;
    return { path, dir: only, notes: [`built ${path}, as no main package is at the root`] };
  }
  const listedMains = near.length > 0 ? near : allMains(mains);
  if (listedMains.length === 0) return undefined;
  return { message: `there is no main package at the root; ${listed(listedMains)}`, hint: hint(fn, listedMains) };
}

function named(fn: string, wanted: string, mains: Mains): MainPackage | undefined {
  const short = wanted.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  const dir = short === '.' ? '' : short;
  if (mains.isMain(dir)) return { path: dir === '' ? '.' : `./${dir}`, dir, notes: [] };
  const all = allMains(mains);
  if (all.length === 0) return undefined;
  const message = `setting package: no main package in ${JSON.stringify(wanted)}; ${listed(all)}`;
  return { message, hint: hint(fn, all) };
}

const listed = (dirs: readonly string[]): string => `main packages: ${dirs.map((dir) => dir || '.').join(', ')}`;

const hint = (fn: string, [first = '']: readonly string[]): string =>
  `name one in smolfaas.yaml: functions: { ${fn}: { settings: { package: ./${first} } } }`;

/**
 * Files that would make a main package elsewhere are named, because on the developer's machine they
 * may do so. Those for `go run` (`ignore`) never do.
 */
function noMain(wanted: string | undefined, { tree, sources }: Pick<Mains, 'tree' | 'sources'>): MainPackage {
  const message =
    wanted === undefined
      ? 'there is no main package'
      : `setting package: no main package in ${JSON.stringify(wanted)}, nor anywhere else`;
  const isExcluded = ({ header }: GoFile) =>
    header?.packageName === 'main' && header.condition?.((tag) => tag === 'ignore') !== true;
  const excluded = ownDirectories(tree, sources).flatMap((dir) => sources.files(dir).filter(isExcluded));
  if (excluded.length === 0)
    return { message, hint: 'add a main.go with `package main` and an HTTP server on 0.0.0.0:8000' };
  const names = excluded.slice(0, 3).map(({ path }) => path);
  return {
    message: `${message}: build constraints exclude ${names.join(', ')}`,
    hint: 'functions are built for Linux; the setting tags sets build tags, separated by commas',
  };
}

/** Roots of a workspace's modules, and packages directly below cmd/ of any relevant module. */
function nearMains({ tree, isMain }: Mains): readonly string[] {
  const modules = ['', ...workspaceModules(tree)];
  const near = modules.flatMap((module) => [module, ...childrenOf(tree, join(module, 'cmd'))]);
  return [...new Set(near)].filter(isMain).sort();
}

/** Every main package that the go command would find from the root. */
const allMains = ({ tree, sources, isMain }: Mains): readonly string[] => ownDirectories(tree, sources).filter(isMain);

/** Directories that are neither shared nor part of another module, except the workspace's. */
function ownDirectories(tree: SourceTree, sources: GoSources): readonly string[] {
  const workspace = new Set(workspaceModules(tree));
  const foreign = tree.entries
    .filter(({ path }) => path.endsWith('/go.mod') && !workspace.has(path.slice(0, -'/go.mod'.length)))
    .map(({ path }) => path.slice(0, -'go.mod'.length));
  return sources.directories.filter(
    (dir) => !dir.startsWith('../') && !foreign.some((module) => `${dir}/`.startsWith(module)),
  );
}

/** Only the go command follows a link, so a linked file counts as one of a main package. */
const mainBy =
  (sources: GoSources, build: Build) =>
  (dir: string): boolean =>
    sources.files(dir).some((file) => isMainFile(file, build));

const isMainFile = ({ name, header }: GoFile, build: Build): boolean =>
  header === undefined || (header.packageName === 'main' && isBuilt(name, header, build));

const join = (dir: string, name: string): string => (dir === '' ? name : `${dir}/${name}`);

function childrenOf(tree: SourceTree, dir: string): readonly string[] {
  const children = tree.entries.filter(({ path, kind }) => kind === 'directory' && path.startsWith(`${dir}/`));
  return children.map(({ path }) => path).filter((path) => !path.slice(dir.length + 1).includes('/'));
}
