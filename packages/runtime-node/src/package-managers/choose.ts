/**
 * Which package manager installs a function: the one whose lock file exists; among several, the one
 * in `packageManager`.
 *
 * | lock files | `packageManager` | chosen |
 * |---|---|---|
 * | one | anything | the manager of that lock file |
 * | several | one of theirs | that one, with a note |
 * | several | none of theirs | npm, then yarn, then pnpm, with a note |
 * | none | npm, yarn, pnpm | that one |
 * | none | none | npm |
 * | only Bun's | anything | refused: without a lock npm would install untested versions |
 *
 * `yarn` is two programs. The lock file shows which one wrote it. Without a lock file the version
 * decides; without that, `.yarnrc.yml`.
 */
import type { SourceTree } from '@smolfaas/core';
import type { PackageManager, Unusable } from './manager.js';
import { npm } from './npm.js';
import { pnpm } from './pnpm.js';
import { yarnBerry } from './yarn-berry.js';
import { yarnClassic } from './yarn-classic.js';

const BUN_LOCKS = ['bun.lock', 'bun.lockb'];
const OTHER_MANAGER = 'add an npm lock file with `npm install --package-lock-only`, or a Dockerfile';

/** The manager, the version to fetch if one is named, and its lock file. */
export interface Choice {
  readonly manager: PackageManager;
  readonly version: string | undefined;
  readonly lock: string | undefined;
  readonly notes: readonly string[];
}

/** Chooses by lock files and the value of `packageManager`, or explains why it cannot. */
export function chooseManager(tree: SourceTree, packageManager: unknown): Choice | Unusable {
  const named = parse(packageManager);
  const managers = [npm, isClassic(tree, named.version) ? yarnClassic : yarnBerry, pnpm];
  const locked = managers.filter(({ locks }) => locks.some((lock) => tree.has(lock)));
  const wanted = managers.find(({ program }) => program === named.program);
  const manager = (wanted && locked.includes(wanted) ? wanted : locked[0]) ?? (named.program === '' ? npm : wanted);
  const bunLock = BUN_LOCKS.find((lock) => tree.has(lock));
  if (locked.length === 0 && bunLock !== undefined)
    return { message: `${bunLock} is the only lock file, and Bun is none of npm, yarn and pnpm`, hint: OTHER_MANAGER };
  if (manager === undefined)
    return {
      message: `this function uses ${named.program} ("packageManager"), which is none of npm, yarn and pnpm`,
      hint: OTHER_MANAGER,
    };
  const refusal = manager.refusal?.(tree);
  if (refusal !== undefined) return refusal;
  const lock = manager.locks.find((name) => tree.has(name));
  const isOwn = named.program === manager.program && manager.fetched !== undefined;
  return { manager, version: isOwn ? named.version : undefined, lock, notes: severalNote(tree, locked, manager) };
}

/** The parts of `pnpm@10.1.0+sha512.…`; the version only if it is valid. */
function parse(value: unknown): { readonly program: string; readonly version: string | undefined } {
  const [program = '', rest = ''] = typeof value === 'string' ? value.split('@') : [];
  return { program, version: /^\d+\.\d+\.\d+(?:-[\w.-]+)?(?=$|\+)/.exec(rest)?.[0] };
}

function isClassic(tree: SourceTree, version: string | undefined): boolean {
  const lock = tree.readText('yarn.lock');
  if (lock !== undefined && lock.trim() !== '') return !/^__metadata:/m.test(lock);
  return version === undefined ? !tree.has('.yarnrc.yml') : /^[01]\./.test(version);
}

function severalNote(tree: SourceTree, locked: readonly PackageManager[], chosen: PackageManager): readonly string[] {
  if (locked.length < 2) return [];
  const files = locked.flatMap(({ locks }) => locks.filter((lock) => tree.has(lock)));
  return [
    `several lock files (${files.join(', ')}): ${chosen.program} installs; "packageManager" in package.json decides, and otherwise npm, yarn, pnpm, in this order`,
  ];
}
