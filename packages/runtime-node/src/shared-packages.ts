/**
 * Packages that a function shares and their own dependencies, `../lib/node_modules`.
 *
 * npm links `file:../lib` and does not install what lib needs, and neither does a plain
 * `require('../lib')`. On the developer's machine `npm install` ran in lib as well. So the build
 * does the same: each shared package with production dependencies is installed in its own directory,
 * by the manager of its own lock file.
 *
 *   node-build ─ lib's manifests ─ npm ci --omit=dev ─▶ /app/lib/node_modules     (keyed by lib's manifests)
 *
 * Which packages: the shared directories themselves, and what dependencies by path name among them.
 */
import { posix } from 'node:path';
import type { SharedSource, SourceTree } from '@smolfaas/core';
import { copy, EPOCH, type State } from '@smolfaas/llb';
import { directoryOf, inside, type Problem } from '@smolfaas/runtime-kit';
import { readJson } from '@smolfaas/runtime-kit/json.js';
import { install, modulesOf, withManager, withManifests, withReduced, withSources } from './install.js';
import { namedPaths } from './local-paths.js';
import { type Package, readPackage } from './manifest.js';

/** A shared package that has production dependencies. */
export interface SharedPackage {
  /** From the function's directory: `../lib`. */
  readonly path: string;
  readonly pkg: Package;
}

/** The packages to install, in the order in which they are found; none without shared directories. */
export function sharedPackages(tree: SourceTree, base: string): readonly SharedPackage[] | Problem {
  const { shared } = tree;
  if (shared === undefined) return [];
  const dirs = new Set([...shared.paths, ...pathsNamedBy(tree, 'package.json')]);
  const found: SharedPackage[] = [];
  for (const path of dirs) {
    const file = `${path}/package.json`;
    if (tree.read(file) === undefined) continue;
    for (const named of pathsNamedBy(tree, file)) dirs.add(named);
    const pkg = readPackage(treeAt(tree, shared, path), base);
    if ('message' in pkg) return { message: `${path}: ${pkg.message}`, hint: pkg.hint };
    if (pkg.hasProduction) found.push({ path, pkg });
  }
  return found;
}

/** Shared directories that a package.json names as dependencies. */
function pathsNamedBy(tree: SourceTree, file: string): readonly string[] {
  const read = readJson(tree, file);
  const paths = 'value' in read ? namedPaths(read.value) : [];
  return paths
    .flatMap((path) => inside(directoryOf(file), path, tree.shared) ?? [])
    .filter((one) => one.startsWith('../'));
}

/** The tree as the package in a shared directory sees it: the function is one of its neighbours. */
function treeAt(tree: SourceTree, shared: SharedSource, path: string): SourceTree {
  const dir = posix.join(shared.dir, path);
  const fromHere = (other: string): string => posix.relative(dir, posix.join(shared.dir, other));
  const there = (own: string): string => posix.join(path, own);
  const entries = tree.entries
    .filter((entry) => entry.path.startsWith(`${path}/`))
    .map((entry) => ({ ...entry, path: entry.path.slice(path.length + 1) }));
  const neighbours = ['', ...shared.paths].map(fromHere).filter((one) => one.startsWith('../'));
  return {
    entries,
    has: (own) => tree.has(there(own)),
    read: (own) => tree.read(there(own)),
    readText: (own) => tree.readText(there(own)),
    shared: { dir, paths: neighbours.sort() },
  };
}

/**
 * The layout of a function's sources with the dependencies of the shared packages in it.
 * @param layout the sources, as they are to be in /app
 * @param base the build base
 */
export function withSharedModules(layout: State, packages: readonly SharedPackage[], base: State): State {
  const copies = packages.map(({ pkg }) => {
    const installed = installedAt(layout, pkg, base);
    const at = modulesOf(pkg);
    const contents = { dirCopyContents: true, createDestPath: true, timestamp: EPOCH };
    return copy(installed, at, `${at.slice('/app'.length)}/`, contents);
  });
  return copies.length === 0 ? layout : layout.file(copies, { name: 'add dependencies of shared packages' });
}

/** A package that itself has dependencies by path is installed where they are. */
function installedAt(layout: State, pkg: Package, base: State): State {
  const ready = withManager(base, pkg);
  if (pkg.needsSources) return install(withReduced(withSources(ready, layout), pkg), pkg, 'production');
  const dir = posix.relative('/app', pkg.app);
  return install(withManifests(ready, pkg, { local: 'shared', dir }), pkg, 'production');
}
