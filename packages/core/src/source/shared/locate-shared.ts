/**
 * Stage 3, fingerprint: finds the directories and files outside of a function's directory that the
 * project file shares with it.
 *
 * Before: the setting `shared`. After: the fingerprint walks each of them as it walks the function,
 * with its own `.dockerignore`.
 *
 *     functions/web + ../../lib   ->   root: the project, dir: functions/web, places: ../../lib
 *
 * The build keeps this layout below one directory, so relative paths keep working in both
 * directions.
 *
 * Gotchas:
 *  1. Node's file system decodes names for the pattern library. A name that is not UTF-8 matches as
 *     another name, and the walk then reports it as missing or refuses it.
 *  2. A shared directory may be a symbolic link. Its content is sent under the path of the link, and
 *     what it contains is decided by where it leads.
 */
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { SmolfaasError } from '../../contract/errors.js';
import type { SharedSource } from '../../contract/runtime.js';
import type { SharedFault } from '../../contract/shared.js';
import { errnoOf } from '../errno.js';
import { firstFaulty, isPattern, isWithin, normalPath } from './shared-paths.js';

/** A directory or file that is shared. */
export interface SharedPlace {
  /** From the function's directory: `../../lib`. */
  readonly path: string;
  /** Absolute. */
  readonly dir: string;
  readonly kind: 'directory' | 'file';
}

/** What a function shares, and the layout that a build keeps. */
export interface LocatedShared extends SharedSource {
  /** Absolute path of the nearest directory that contains the function and all places. */
  readonly root: string;
  /** Sorted by path, none within another. */
  readonly places: readonly SharedPlace[];
}

/**
 * Looks up the paths and patterns; undefined when the function shares nothing.
 * @param dir the function's directory, absolute and without links
 * @param litter names that no pattern matches
 * @throws shared-unusable, source-unreadable
 */
export async function locateShared(
  fn: string,
  dir: string,
  wanted: readonly string[] = [],
  litter: readonly string[] = [],
): Promise<LocatedShared | undefined> {
  if (wanted.length === 0) return undefined;
  const faulty = firstFaulty(wanted);
  if (faulty !== undefined) throw new SmolfaasError('shared-unusable', { function: fn, ...faulty });
  const places = new Map<string, SharedPlace>();
  for (const text of wanted) {
    const path = normalPath(text);
    const found = isPattern(path) ? await matches(fn, dir, path, litter) : [path];
    for (const one of found) places.set(one, placeAt(fn, dir, one));
  }
  const kept = [...places.values()]
    .filter(({ path }) => ![...places.keys()].some((other) => other !== path && isWithin(path, other)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const root = commonRoot(dir, kept);
  const paths = kept.map(({ path }) => path);
  return { root, dir: relative(root, dir).split(sep).join('/'), paths, places: kept };
}

/**
 * The directories and files that a pattern matches, without the function and its parents. It is
 * matched from the directory above that it begins in, because the library compares what to ignore
 * with no path that begins with `../`.
 */
async function matches(fn: string, dir: string, pattern: string, litter: readonly string[]): Promise<string[]> {
  const { default: glob } = await import('fast-glob');
  const [up = ''] = /^(?:\.\.\/)+/.exec(pattern) ?? [];
  const cwd = join(dir, up);
  const names = ['.git', 'node_modules', ...litter].map((name) => glob.escapePath(name));
  const ignore = names.flatMap((name) => [`**/${name}`, `**/${name}/**`]);
  const options = { cwd, onlyFiles: false, followSymbolicLinks: false, ignore };
  const found = (await glob(pattern.slice(up.length), options)).map((path) => join(cwd, path));
  const outside = found.filter((absolute) => !isWithin(absolute, dir) && !isWithin(dir, absolute));
  if (outside.length === 0) throw unusable(fn, pattern, 'no-match');
  return outside.map((absolute) => relative(dir, absolute).split(sep).join('/'));
}

function placeAt(fn: string, dir: string, path: string): SharedPlace {
  const absolute = join(dir, path);
  try {
    const real = realpathSync(absolute);
    if (isWithin(dir, real)) throw unusable(fn, path, 'contains');
    if (isWithin(real, dir) || isWithin(absolute, dir)) throw unusable(fn, path, 'inside');
    if (statSync(real).isDirectory()) return { path, dir: absolute, kind: 'directory' };
    if (!lstatSync(absolute).isFile()) throw unusable(fn, path, 'special');
    return { path, dir: absolute, kind: 'file' };
  } catch (cause) {
    if (cause instanceof SmolfaasError) throw cause;
    const errno = errnoOf(cause);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') throw unusable(fn, path, 'missing');
    throw new SmolfaasError('source-unreadable', { function: fn, path, errno }, { cause });
  }
}

/** The nearest directory that contains all. */
function commonRoot(dir: string, places: readonly SharedPlace[]): string {
  let root = posix.dirname(dir);
  while (places.some((place) => !isWithin(posix.dirname(place.dir), root === '/' ? '' : root))) {
    root = posix.dirname(root);
  }
  return root;
}

const unusable = (fn: string, path: string, fault: SharedFault): SmolfaasError =>
  new SmolfaasError('shared-unusable', { function: fn, path, fault });
