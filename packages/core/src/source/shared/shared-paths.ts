/**
 * Stage 3, fingerprint: what the texts of the setting `shared` say, before anything is looked up.
 * Pure.
 *
 * Paths are relative to the function's directory, as in the files that use them (`file:../lib`,
 * `replace … => ../lib`). So each begins with `../`, and after normalising, the `..` parts come
 * first. `../lib/` and `../lib/**` mean the directory `../lib` with everything in it.
 */
import { posix } from 'node:path';
import type { FaultyPath, SharedFault } from '../../contract/shared.js';

/** The path without `.`, `x/..` and a trailing `/` or `/**`. */
export function normalPath(path: string): string {
  const short = posix.normalize(path).replace(/(?<=[^/])(?:\/\*\*)?\/*$/, '');
  return short === '.' ? '' : short;
}

/** Whether a path has signs that make it a pattern. */
export const isPattern = (path: string): boolean => /[*?[\]{}]|[!@+]\(/.test(path);

/** The first path that can be no shared path of any function. */
export function firstFaulty(paths: readonly string[]): FaultyPath | undefined {
  const before: string[] = [];
  for (const path of paths) {
    const normal = normalPath(path);
    const fault = faultOf(path, normal);
    if (fault !== undefined) return { path, fault };
    const other = before.find((one) => isWithin(normal, one) || isWithin(one, normal));
    if (other !== undefined) return { path, fault: 'overlaps', other };
    before.push(normal);
  }
  return undefined;
}

function faultOf(path: string, normal: string): SharedFault | undefined {
  if (path.startsWith('/') || path.startsWith('~') || path.includes('\\') || path.trim() === '') return 'absolute';
  if (/^\.\.(?:\/\.\.)*$/.test(normal)) return 'contains';
  return normal.startsWith('../') ? undefined : 'inside';
}

/** Whether a normal path is another one or below it. */
export const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}/`);
