/**
 * What package.json and the lock files say, read once, before any graph is made.
 *
 * The install step gets a *reduced* package.json: without scripts and without everything that
 * cannot change what is installed. This has two effects:
 *   1. Editing a script or the version leaves the install cached.
 *   2. The function's own lifecycle scripts do not run in a directory that holds only manifests,
 *      where they would fail. They run later, when the sources are there.
 */
import { createHash } from 'node:crypto';
import type { SourceTree } from '@smolfaas/core';
import { functionDirectory, isObject, type Problem } from '@smolfaas/runtime-kit';
import { readJson } from '@smolfaas/runtime-kit/json.js';
import { chooseManager, type FetchedManager } from './package-managers/choose.js';
import { refuseOutside } from './local-paths.js';
import { stated } from './node-version.js';
import { lockedCommands, readLock, staleNotes } from './npm-lock.js';
import { ownScripts } from './own-scripts.js';
import type { PackageManager } from './package-managers/manager.js';
import { linkedBy, withSharedPaths } from './shared-links.js';
import { strings } from './strings.js';

/** The parts of package.json that affect the build. */
export interface Package {
  readonly main: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
  /** The package.json that the install step sees, as text. */
  readonly reduced: string;
  readonly manager: PackageManager;
  /** Where the function is in its build and in its image: `/app`, or below it beside what it shares. */
  readonly app: string;
  /** The package and version of the manager to fetch; undefined where the build base has it. */
  readonly fetched: FetchedManager | undefined;
  /** Its lock file, if there is one. */
  readonly lock: string | undefined;
  /**
   * Paths of the lock file and the manager's other files: what the install step sees beside
   * package.json.
   */
  readonly manifests: readonly string[];
  /** Shared directories with packages that the install step links: `../lib`. */
  readonly linked: readonly string[];
  /**
   * Workspaces and `file:` dependencies point into the sources, so the sources must be copied
   * before the install.
   */
  readonly needsSources: boolean;
  /** Scripts that run after an install, in order, without `build`. */
  readonly ownScripts: readonly string[];
  readonly dependencies: DependencyNames;
  /** The commands of each package of npm's lock file; undefined without one. */
  readonly lockedCommands: ReadonlyMap<string, readonly string[]> | undefined;
  /** There are production dependencies; without any there is no install step at all. */
  readonly hasProduction: boolean;
  /** There are dependencies that only a build needs. */
  readonly hasDevelopment: boolean;
  /**
   * SHA-256 of .npmrc and the manager's own settings without credentials; undefined without any.
   */
  readonly settings: string | undefined;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/** Names of the dependencies that package.json states. */
export interface DependencyNames {
  readonly all: ReadonlySet<string>;
  /** Those that are for development only. */
  readonly development: ReadonlySet<string>;
}

/** Why a package.json cannot be built, in words. */
export type BadPackage = Problem;

/** Fields that do not affect what is installed. */
const IRRELEVANT = new Set(
  (
    'scripts version description keywords homepage bugs license author contributors funding files main module exports imports ' +
    'types typings type bin man directories repository private publishConfig browser sideEffects packageManager'
  ).split(' '),
);
const UNLOCKED = 'no lock file: versions are chosen when the function is built';
const PRODUCTION_FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** Reads package.json and finds the lock file. `base` is the reference of the base image. */
export function readPackage(tree: SourceTree, base: string): Package | BadPackage {
  const read = readJson(tree, 'package.json');
  if ('problem' in read) return read.problem;
  const chosen = chooseManager(tree, read.value);
  if ('message' in chosen) return chosen;
  const { manager, lock } = chosen;
  const json = withSharedPaths(tree, read.value, manager);
  const versions = stated({ tree, json, manager, base });
  if ('message' in versions) return versions;
  const outside = refuseOutside(tree, json);
  if (outside !== undefined) return outside;
  const production = PRODUCTION_FIELDS.flatMap((field) => Object.values(strings(json[field])));
  const development = Object.values(strings(json['devDependencies']));
  const ranges = [...production, ...development];
  const linked = ranges.flatMap((range) => linkedBy(tree, range, manager) ?? []);
  const unlinked = ranges.filter((range) => linkedBy(tree, range, manager) === undefined);
  const unlocked = lock === undefined && production.length > 0 ? [UNLOCKED] : [];
  const locked = lock !== undefined && manager.id === 'npm' ? readLock(tree, lock) : undefined;
  const stale = lock !== undefined && locked !== undefined ? staleNotes(lock, locked, json) : [];
  const scripts = strings(json['scripts']);
  const own = ownScripts(scripts, manager);
  return {
    main: typeof json['main'] === 'string' && json['main'] !== '' ? json['main'] : undefined,
    scripts,
    reduced: reduce(json, manager),
    manager,
    app: functionDirectory('/app', tree),
    fetched: chosen.fetched,
    lock,
    manifests: manifestsOf(tree, manager, lock),
    linked,
    needsSources: needsSources(tree, json, unlinked),
    ownScripts: own.scripts,
    dependencies: namesOf(json),
    lockedCommands: locked && lockedCommands(locked),
    hasProduction: production.length > 0,
    hasDevelopment: development.length > 0,
    settings: settingsKey([tree.readText('.npmrc'), manager.settings && tree.readText(manager.settings)]),
    notes: [...chosen.notes, ...versions.notes, ...unlocked, ...stale, ...own.notes],
  };
}

/** package.json without the fields that cannot change an install by this manager. */
function reduce(json: Readonly<Record<string, unknown>>, manager: PackageManager): string {
  const stays = (key: string) => !IRRELEVANT.has(key) || manager.keeps.includes(key);
  return `${JSON.stringify(Object.fromEntries(Object.entries(json).filter(([key]) => stays(key))), null, 2)}\n`;
}

function manifestsOf(tree: SourceTree, manager: PackageManager, lock: string | undefined): readonly string[] {
  const belongs = (path: string) => manager.manifests.some((name) => path === name || path.startsWith(`${name}/`));
  const others = tree.entries.filter(({ kind, path }) => kind === 'file' && belongs(path)).map(({ path }) => path);
  return lock === undefined ? others : [lock, ...others];
}

/**
 * Workspaces, dependencies by path, and patches by path; pnpm lists workspaces and patches in a
 * file of its own.
 */
function needsSources(tree: SourceTree, json: Readonly<Record<string, unknown>>, ranges: readonly string[]): boolean {
  const isLocal = (range: string) => /^(file|link|portal|workspace):|^\.{0,2}\//.test(range);
  const pnpm = isObject(json['pnpm']) && 'patchedDependencies' in json['pnpm'];
  const inWorkspace = /^(packages|patchedDependencies):/m.test(tree.readText('pnpm-workspace.yaml') ?? '');
  return 'workspaces' in json || pnpm || inWorkspace || ranges.some(isLocal);
}

/**
 * Lines with credentials, and passwords in addresses, are removed first: they must not be in a
 * cache key.
 */
function settingsKey(files: readonly (string | undefined)[]): string | undefined {
  const texts = files.filter((text) => text !== undefined);
  if (texts.length === 0) return undefined;
  const isCredential = (line: string) =>
    /^[^=]*(_auth|_authToken|_password|username|email|cert|certfile|key|keyfile)\s*=|^[^:]*npmAuth(Token|Ident)/.test(
      line,
    );
  const lines = texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => !isCredential(line));
  return createHash('sha256')
    .update(lines.join('\n').replace(/:\/\/[^/@\s]*@/g, '://'))
    .digest('hex');
}

function namesOf(json: Readonly<Record<string, unknown>>): DependencyNames {
  const production = PRODUCTION_FIELDS.flatMap((field) => Object.keys(strings(json[field])));
  const development = Object.keys(strings(json['devDependencies'])).filter((name) => !production.includes(name));
  return { all: new Set([...production, ...development]), development: new Set(development) };
}
