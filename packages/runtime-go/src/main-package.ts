/**
 * Which main package becomes the function (stage 6).
 *
 *     the setting `package`  >  the root  >  the only one below cmd/
 *
 * The choice is made before the build. `go build` reports no error for a package that is not
 * `main`: it writes an archive, and the container then fails to start. With a workspace (go.work)
 * each of its modules may have a main package at its root or below its cmd/.
 * Gotcha: only package clauses are read. Build constraints are not evaluated, except `ignore`, the
 * usual tag of files for `go run`.
 */
import type { RecipeInput, SourceEntry, SourceTree } from '@smolfaas/core';
import { workspaceModules } from './local-modules.js';

/**
 * The package to build, as `go build` takes it, with a note if the choice was not obvious; or why
 * there is none.
 */
export type MainPackage =
  | { readonly path: string; readonly notes: readonly string[] }
  | { readonly message: string; readonly hint: string };

/** @throws what the tree throws */
export function mainPackage({ function: fn, tree, settings }: RecipeInput): MainPackage {
  const wanted = settings['package'];
  if (wanted !== undefined) return named(fn, wanted, tree);
  if (isMain(tree, '')) return { path: '.', notes: [] };
  const near = nearMains(tree);
  if (near.length === 1) {
    const path = `./${near[0]}`;
    return { path, notes: [`built ${path}, as no main package is at the root`] };
  }
  const all = near.length > 0 ? near : allMains(tree);
  if (all.length === 0) return NO_MAIN;
  return { message: `there is no main package at the root; ${listed(all)}`, hint: hint(fn, all) };
}

function named(fn: string, wanted: string, tree: SourceTree): MainPackage {
  const dir = wanted.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  if (isMain(tree, dir === '.' ? '' : dir)) return { path: dir === '' || dir === '.' ? '.' : `./${dir}`, notes: [] };
  const all = allMains(tree);
  const message = `setting package: no main package in ${JSON.stringify(wanted)}`;
  if (all.length === 0) return { ...NO_MAIN, message: `${message}, nor anywhere else` };
  return { message: `${message}; ${listed(all)}`, hint: hint(fn, all) };
}

const listed = (dirs: readonly string[]): string => `main packages: ${dirs.map((dir) => dir || '.').join(', ')}`;

const hint = (fn: string, [first = '']: readonly string[]): string =>
  `name one in smolfaas.yaml: functions: { ${fn}: { settings: { package: ./${first} } } }`;

const NO_MAIN = {
  message: 'there is no main package',
  hint: 'add a main.go with `package main` and an HTTP server on 0.0.0.0:8000',
};

/** Roots of a workspace's modules, and packages directly below cmd/ of any relevant module. */
function nearMains(tree: SourceTree): readonly string[] {
  const modules = ['', ...workspaceModules(tree)];
  const near = modules.flatMap((module) => [module, ...childrenOf(tree, join(module, 'cmd'))]);
  return [...new Set(near)].filter((dir) => isMain(tree, dir)).sort();
}

/**
 * Every main package that the go command would find from the root, except in vendor, testdata,
 * `_…`, `.…` and other modules.
 */
function allMains(tree: SourceTree): readonly string[] {
  const workspace = new Set(workspaceModules(tree));
  const foreign = tree.entries
    .filter(({ path }) => path.endsWith('/go.mod') && !workspace.has(path.slice(0, -'/go.mod'.length)))
    .map(({ path }) => path.slice(0, -'go.mod'.length));
  const dirs = new Set(tree.entries.filter(isGoFile).map(({ path }) => dirOf(path)));
  return [...dirs]
    .filter((dir) => !/(^|\/)(vendor|testdata|[_.][^/]*)(\/|$)/.test(dir))
    .filter((dir) => !foreign.some((module) => `${dir}/`.startsWith(module)) && isMain(tree, dir))
    .sort();
}

function isMain(tree: SourceTree, dir: string): boolean {
  return tree.entries.some((entry) => {
    if (!isGoFile(entry) || dirOf(entry.path) !== dir) return false;
    const text = tree.readText(entry.path);
    return text === undefined || declaresMain(text); // only the go command follows a link
  });
}

/** Blank lines and comments, then the package clause (the Go specification, "Packages"). */
const CLAUSE = /^\uFEFF?((?:\s|\/\/[^\n]*\n|\/\*[^]*?\*\/)*)package\s+main\b/;
const IGNORED = /^\/\/(go:build|\s*\+build)\s+ignore\b/m;

function declaresMain(text: string): boolean {
  const head = CLAUSE.exec(text)?.[1];
  return head !== undefined && !IGNORED.test(head);
}

const isGoFile = ({ path, kind }: SourceEntry): boolean =>
  kind !== 'directory' && path.endsWith('.go') && !/(^|\/)[_.][^/]*$|_test\.go$/.test(path);

const dirOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const join = (dir: string, name: string): string => (dir === '' ? name : `${dir}/${name}`);

function childrenOf(tree: SourceTree, dir: string): readonly string[] {
  return tree.entries.filter(({ path, kind }) => kind === 'directory' && dirOf(path) === dir).map(({ path }) => path);
}
