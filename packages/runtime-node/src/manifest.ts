/**
 * What package.json and the lock files say, read once, before any graph is made.
 *
 * The install step gets a *reduced* package.json: without scripts and without everything that cannot change what is installed.
 * Two things follow. Editing a script or the version leaves the install cached; and lifecycle scripts of the function itself do not
 * run in a directory that holds nothing but manifests, where they fail. They run later, when the sources are there.
 */
import { createHash } from 'node:crypto';
import type { SourceTree } from '@smolfaas/core';

/** The parts of package.json that decide anything here. */
export interface Package {
  readonly main: string | undefined;
  readonly scripts: Readonly<Record<string, string>>;
  /** The package.json that the install step sees, as text. */
  readonly reduced: string;
  /** The npm lock file, if there is one. */
  readonly lock: string | undefined;
  /** Workspaces and `file:` dependencies point into the sources, so those must be there before the install. */
  readonly needsSources: boolean;
  /** Something has to be installed for production; without that there is no install step at all. */
  readonly hasProduction: boolean;
  /** There is something that only a build needs. */
  readonly hasDevelopment: boolean;
  /** What .npmrc says besides credentials, as SHA-256; undefined without one. */
  readonly settings: string | undefined;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/** A package.json that cannot be built from, in words. */
export interface BadPackage {
  readonly message: string;
  readonly hint: string;
}

/** Fields that say nothing about what is installed. */
const IRRELEVANT = new Set(
  (
    'scripts version description keywords homepage bugs license author contributors funding files main module exports imports ' +
    'types typings type bin man directories repository private publishConfig browser sideEffects packageManager'
  ).split(' '),
);
/** npm's lock files; the first one wins. */
const LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'];
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
  const manager = otherManager(tree, json);
  if (manager !== undefined) return manager;
  const production = PRODUCTION_FIELDS.flatMap((field) => Object.values(strings(json[field])));
  const development = Object.values(strings(json['devDependencies']));
  const lock = LOCKS.find((name) => tree.has(name));
  const isLocal = (range: string) => /^(file|link|portal|workspace):|^\.{0,2}\//.test(range);
  return {
    main: typeof json['main'] === 'string' ? json['main'] : undefined,
    scripts: strings(json['scripts']),
    reduced: `${JSON.stringify(Object.fromEntries(Object.entries(json).filter(([key]) => !IRRELEVANT.has(key))), null, 2)}\n`,
    lock,
    needsSources: 'workspaces' in json || [...production, ...development].some(isLocal),
    hasProduction: production.length > 0,
    hasDevelopment: development.length > 0,
    settings: settingsKey(tree.readText('.npmrc')),
    notes: lock === undefined ? (production.length > 0 ? [UNLOCKED] : []) : staleNotes(tree, lock, json),
  };
}

/** Lines about credentials, and passwords in addresses, are taken out first: they have no place in a cache key. */
function settingsKey(npmrc: string | undefined): string | undefined {
  if (npmrc === undefined) return undefined;
  const isCredential = (line: string) =>
    /^[^=]*(_auth|_authToken|_password|username|email|cert|certfile|key|keyfile)\s*=/.test(line);
  const lines = npmrc.split(/\r?\n/).filter((line) => !isCredential(line));
  return createHash('sha256')
    .update(lines.join('\n').replace(/:\/\/[^/@\s]*@/g, '://'))
    .digest('hex');
}

/**
 * A lock file notes the ranges that it was made for. Where package.json asks for others by now, npm decides whether the locked versions
 * still do; if not, its own words are buried under a page of usage, so this line says it first.
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

/** A lock file of npm's wins; otherwise yarn and pnpm are named, not guessed at. */
function otherManager(tree: SourceTree, json: Record<string, unknown>): BadPackage | undefined {
  if (LOCKS.some((name) => tree.has(name))) return undefined;
  const named = typeof json['packageManager'] === 'string' ? (json['packageManager'].split('@')[0] ?? '') : '';
  const locked = tree.has('yarn.lock') ? 'yarn' : tree.has('pnpm-lock.yaml') ? 'pnpm' : undefined;
  const manager = locked ?? (named === 'npm' || named === '' ? undefined : named);
  if (manager === undefined) return undefined;
  const seen =
    locked === undefined ? `"packageManager": "${named}"` : locked === 'yarn' ? 'yarn.lock' : 'pnpm-lock.yaml';
  return {
    message: `this function uses ${manager} (${seen}), which this version cannot install with`,
    hint: 'add an npm lock file with `npm install --package-lock-only`, or a Dockerfile',
  };
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
