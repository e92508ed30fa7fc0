/**
 * Dependencies on packages that the function shares, as links.
 *
 * | written in package.json | meaning here |
 * |---|---|
 * | `file:../lib` with npm | a link: the install step needs only lib's package.json |
 * | `workspace:*` and the like | the shared package of that name, if there is one |
 *
 * The root of a workspace is usually outside of the function, and with it the lock file. So a
 * `workspace:` range becomes a path for the install. The image has the package.json as written.
 */
import { posix } from 'node:path';
import type { SourceTree } from '@smolfaas/core';
import { inside, isObject } from '@smolfaas/runtime-kit';
import { readJson } from '@smolfaas/runtime-kit/json.js';
import type { PackageManager } from './package-managers/manager.js';

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

type Json = Readonly<Record<string, unknown>>;

/** package.json with a path for each `workspace:` range that means a shared package. */
export function withSharedPaths(tree: SourceTree, json: Json, { id }: Pick<PackageManager, 'id'>): Json {
  if (tree.shared === undefined || 'workspaces' in json) return json;
  const packages = packageNames(tree);
  const scheme = id === 'npm' ? 'file' : 'link';
  const linked = (name: string, range: unknown): unknown => {
    const path = packages.get(name);
    const isWorkspace = typeof range === 'string' && range.startsWith('workspace:');
    return isWorkspace && path !== undefined ? `${scheme}:${path}` : range;
  };
  const fields = FIELDS.flatMap((field) => {
    const value = json[field];
    if (!isObject(value)) return [];
    return [[field, Object.fromEntries(Object.entries(value).map(([name, range]) => [name, linked(name, range)]))]];
  });
  return { ...json, ...Object.fromEntries(fields) };
}

/** Directories of all shared packages by name. */
function packageNames(tree: SourceTree): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { path, kind } of tree.entries) {
    if (kind !== 'file' || !path.startsWith('../') || posix.basename(path) !== 'package.json') continue;
    const read = readJson(tree, path);
    const name = 'value' in read ? read.value['name'] : undefined;
    if (typeof name === 'string' && !names.has(name)) names.set(name, posix.dirname(path));
  }
  return names;
}

/**
 * The shared directory of a range that npm links; undefined for every other range. npm copies
 * packages instead if its settings say `install-links`.
 */
export function linkedBy(tree: SourceTree, range: string, { id }: Pick<PackageManager, 'id'>): string | undefined {
  if (id !== 'npm' || !range.startsWith('file:') || /^install-links\s*=\s*true/m.test(tree.readText('.npmrc') ?? '')) {
    return undefined;
  }
  const path = inside('', range.slice('file:'.length), tree.shared);
  return path?.startsWith('../') === true && tree.has(`${path}/package.json`) ? path : undefined;
}
