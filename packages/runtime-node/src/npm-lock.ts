/**
 * npm's lock file: the ranges that it was made for, and the commands of the packages in it.
 *
 * Source: "package-lock.json" of npm's documentation, the field `packages`.
 */
import type { SourceTree } from '@smolfaas/core';
import { isObject } from '@smolfaas/runtime-kit';
import { readJson } from '@smolfaas/runtime-kit/json.js';
import { strings } from './strings.js';

/** The packages by their paths; `""` is the function itself. */
export type LockedPackages = Readonly<Record<string, unknown>>;

/**
 * A lock file records the ranges that it was made for. If package.json now has other ranges, npm
 * decides whether the locked versions still fit. If they do not, npm's own message is buried under
 * a page of usage, so this note comes first.
 */
export function staleNotes(
  lock: string,
  packages: LockedPackages,
  json: Readonly<Record<string, unknown>>,
): readonly string[] {
  const root = packages[''];
  if (!isObject(root)) return [];
  const differing = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((field) => {
    const [wanted, locked] = [strings(json[field]), strings(root[field])];
    return Object.keys(wanted).filter((name) => wanted[name] !== locked[name]);
  });
  if (differing.length === 0) return [];
  return [
    `${lock} was made for another package.json (${differing.join(', ')}); to renew it: npm install --package-lock-only`,
  ];
}

/** The packages of npm's lock file by their paths; undefined without them or when npm must say why. */
export function readLock(tree: SourceTree, lock: string): LockedPackages | undefined {
  const read = readJson(tree, lock);
  const packages = 'value' in read ? read.value['packages'] : undefined;
  return isObject(packages) ? packages : undefined;
}

/** The commands of the packages at the top of node_modules, by the packages' names. */
export function lockedCommands(packages: LockedPackages): ReadonlyMap<string, readonly string[]> {
  const top = Object.entries(packages).filter(([path]) => /^node_modules\/(?:@[^/]+\/)?[^/]+$/.test(path));
  return new Map(
    top.map(([path, entry]) => [
      path.slice('node_modules/'.length),
      isObject(entry) && isObject(entry['bin']) ? Object.keys(entry['bin']) : [],
    ]),
  );
}
