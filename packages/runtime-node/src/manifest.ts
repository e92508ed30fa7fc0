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
import { chooseManager } from './package-managers/choose.js';
import type { PackageManager, Unusable } from './package-managers/manager.js';
import { npm } from './package-managers/npm.js';

/** The parts of package.json that affect the build. */
export interface Package {
  readonly main: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
  /** The package.json that the install step sees, as text. */
  readonly reduced: string;
  readonly manager: PackageManager;
  /** The version of the manager to fetch; undefined where the build base has the manager. */
  readonly managerVersion: string | undefined;
  /** Its lock file, if there is one. */
  readonly lock: string | undefined;
  /**
   * Paths of the lock file and the manager's other files: what the install step sees beside
   * package.json.
   */
  readonly manifests: readonly string[];
  /**
   * Workspaces and `file:` dependencies point into the sources, so the sources must be copied
   * before the install.
   */
  readonly needsSources: boolean;
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

/** Why a package.json cannot be built, in words. */
export type BadPackage = Unusable;

/** Fields that do not affect what is installed. */
const IRRELEVANT = new Set(
  (
    'scripts version description keywords homepage bugs license author contributors funding files main module exports imports ' +
    'types typings type bin man directories repository private publishConfig browser sideEffects packageManager'
  ).split(' '),
);
const UNLOCKED = 'no lock file: versions are chosen when the function is built';
const PRODUCTION_FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** Reads package.json and finds the lock file. */
export function readPackage(tree: SourceTree): Package | BadPackage {
  const json = parseObject(tree.readText('package.json') ?? '');
  if (json instanceof SyntaxError) {
    return {
      message: `package.json is not valid JSON: ${json.message}`,
      hint: 'correct the file; `npm pkg fix` may help',
    };
  }
  const chosen = chooseManager(tree, json['packageManager']);
  if ('message' in chosen) return chosen;
  const { manager, lock } = chosen;
  const production = PRODUCTION_FIELDS.flatMap((field) => Object.values(strings(json[field])));
  const development = Object.values(strings(json['devDependencies']));
  const unlocked = lock === undefined && production.length > 0 ? [UNLOCKED] : [];
  const stale = lock !== undefined && manager === npm ? staleNotes(tree, lock, json) : [];
  return {
    main: typeof json['main'] === 'string' ? json['main'] : undefined,
    scripts: strings(json['scripts']),
    reduced: reduce(json, manager),
    manager,
    managerVersion: chosen.version,
    lock,
    manifests: manifestsOf(tree, manager, lock),
    needsSources: needsSources(tree, json, [...production, ...development]),
    hasProduction: production.length > 0,
    hasDevelopment: development.length > 0,
    settings: settingsKey([tree.readText('.npmrc'), manager.settings && tree.readText(manager.settings)]),
    notes: [...chosen.notes, ...unlocked, ...stale],
  };
}

/** package.json without the fields that cannot change an install by this manager. */
function reduce(json: Record<string, unknown>, manager: PackageManager): string {
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
function needsSources(tree: SourceTree, json: Record<string, unknown>, ranges: readonly string[]): boolean {
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

/**
 * A lock file records the ranges that it was made for. If package.json now has other ranges, npm
 * decides whether the locked versions still fit. If they do not, npm's own message is buried under
 * a page of usage, so this note comes first.
 */
function staleNotes(tree: SourceTree, lock: string, json: Record<string, unknown>): readonly string[] {
  const parsed = parseObject(tree.readText(lock) ?? '');
  const packages = parsed instanceof SyntaxError ? undefined : parsed['packages'];
  const root = isObject(packages) ? packages[''] : undefined;
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

function parseObject(text: string): Record<string, unknown> | SyntaxError {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(value) ? value : new SyntaxError('it holds no object');
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

function strings(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
