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
 * `devEngines.packageManager` counts where `packageManager` is absent. Its version may be a range, and
 * so may `engines.pnpm` and `engines.yarn` (versions.ts).
 *
 * `yarn` is two programs. The lock file shows which one wrote it. Without a lock file the version
 * decides; without that, `.yarnrc.yml`.
 */
import type { SourceTree } from '@smolfaas/core';
import type { Problem } from '@smolfaas/runtime-kit';
import semver from 'semver';
import type { PackageManager } from './manager.js';
import { textOf } from '../strings.js';
import { type CorepackHash, type Named, namedIn } from './named.js';
import { npm } from './npm.js';
import { pnpm } from './pnpm.js';
import { mismatch, pnpmVersion, type Wanted, yarnVersion } from './versions.js';
import { yarnBerry } from './yarn-berry.js';
import { yarnClassic } from './yarn-classic.js';
import { yarnEarly } from './yarn-early.js';

const BUN_LOCKS = ['bun.lock', 'bun.lockb'];
const OTHER_MANAGER = 'add an npm lock file with `npm install --package-lock-only`, or a Dockerfile';
/** The last yarn 1, which the build bases have. */
const LAST_CLASSIC = '1.22.22';

/** A manager from the registry. */
export interface FetchedManager {
  /** The npm package. */
  readonly name: string;
  readonly version: string;
  /** Corepack's hash of it, which is verified. */
  readonly hash?: CorepackHash;
}

/** The manager, what to fetch for it if the build base does not have it, and its lock file. */
export interface Choice {
  readonly manager: PackageManager;
  readonly fetched: FetchedManager | undefined;
  readonly lock: string | undefined;
  readonly notes: readonly string[];
}

/** Chooses by lock files and package.json, or explains why it cannot. */
export function chooseManager(tree: SourceTree, json: Readonly<Record<string, unknown>>): Choice | Problem {
  const named = namedIn(json);
  const managers = [npm, isClassic(tree, json, named) ? yarnClassic : yarnBerry, pnpm];
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
  const lock = manager.locks.find((name) => tree.has(name));
  const text = lock === undefined ? undefined : tree.readText(lock);
  const fetched = fetchedFor(manager, named, json, text);
  if (fetched !== undefined && 'message' in fetched) return fetched;
  const refusal = manager.refusal?.(tree) ?? refuseEngines(manager, fetched, json);
  if (refusal !== undefined) return refusal;
  const isEarly = manager === yarnBerry && fetched !== undefined && semver.lt(fetched.version, '4.0.0-rc.0');
  return { manager: isEarly ? yarnEarly : manager, fetched, lock, notes: severalNote(tree, locked, manager) };
}

/** What to fetch: undefined where the build base has the manager, in the version that is wanted. */
function fetchedFor(
  manager: PackageManager,
  named: Named,
  json: Readonly<Record<string, unknown>>,
  lock: string | undefined,
): FetchedManager | Problem | undefined {
  const isOwn = named.program === manager.program;
  const { version, hash } = isOwn ? named : { version: undefined, hash: undefined };
  const name = manager.fetched;
  if (version !== undefined) {
    if (manager.id === 'yarn-classic' && version === LAST_CLASSIC && hash === undefined) return undefined;
    const isFormatted = manager.id === 'pnpm' || manager.id === 'yarn-berry';
    const problem = isFormatted ? mismatch(manager.program === 'pnpm' ? 'pnpm' : 'yarn', version, lock) : undefined;
    return problem ?? { name, version, ...(hash && { hash }) };
  }
  const engines = { lock, range: textOf(json['engines'], manager.program), file: 'package.json ("engines")' };
  const wanted: Wanted = isOwn && named.range !== undefined ? { lock, range: named.range, file: named.file } : engines;
  if (manager.id !== 'pnpm' && manager.id !== 'yarn-berry') return undefined;
  const chosen = manager.id === 'pnpm' ? pnpmVersion(wanted) : yarnVersion(wanted);
  return typeof chosen === 'string' ? { name, version: chosen } : chosen;
}

/** pnpm and yarn 1 refuse a project whose `engines` exclude them; so the build need not begin. */
function refuseEngines(
  manager: PackageManager,
  fetched: FetchedManager | undefined,
  json: Readonly<Record<string, unknown>>,
): Problem | undefined {
  const range = textOf(json['engines'], manager.program);
  const version = fetched?.version ?? (manager.id === 'yarn-classic' ? LAST_CLASSIC : undefined);
  if (range === undefined || version === undefined || semver.validRange(range) === null) return undefined;
  if (manager.id === 'npm' || manager.id === 'yarn-berry' || semver.satisfies(version, range)) return undefined;
  return {
    message: `package.json ("engines") asks for ${manager.program} ${range}, and ${version} installs`,
    hint: `name the version in package.json: "packageManager": "${manager.program}@X.Y.Z"`,
  };
}

function isClassic(
  tree: SourceTree,
  json: Readonly<Record<string, unknown>>,
  { program, version, range }: Named,
): boolean {
  const lock = tree.readText('yarn.lock');
  if (lock !== undefined && lock.trim() !== '') return !/^__metadata:/m.test(lock);
  const stated = program === 'yarn' ? (version ?? range) : undefined;
  const wanted = stated ?? textOf(json['engines'], 'yarn');
  if (wanted === undefined || semver.validRange(wanted) === null) return !tree.has('.yarnrc.yml');
  return semver.intersects(wanted, '<2') && (stated !== undefined || !tree.has('.yarnrc.yml'));
}

function severalNote(tree: SourceTree, locked: readonly PackageManager[], chosen: PackageManager): readonly string[] {
  if (locked.length < 2) return [];
  const files = locked.flatMap(({ locks }) => locks.filter((lock) => tree.has(lock)));
  return [
    `several lock files (${files.join(', ')}): ${chosen.program} installs; "packageManager" in package.json decides, and otherwise npm, yarn, pnpm, in this order`,
  ];
}
