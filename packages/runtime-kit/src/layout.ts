/**
 * Where a function is in its build. Usually that is one directory, such as `/app`. A function that
 * shares directories keeps its place beside them, `/app/functions/web` beside `/app/lib`, so that
 * relative paths mean the same as on the developer's machine.
 */
import { posix } from 'node:path';
import type { SourceTree } from '@smolfaas/core';

/** The function's directory below `root`, an absolute path. */
export function functionDirectory(root: string, { shared }: Pick<SourceTree, 'shared'>): string {
  return shared === undefined ? root : posix.join(root, shared.dir);
}

/** All directories from `root` down to `dir`, both included, outermost first. */
export function directoriesTo(root: string, dir: string): readonly string[] {
  const parts = dir === root ? [] : dir.slice(root.length + 1).split('/');
  return [root, ...parts.map((_, index) => posix.join(root, ...parts.slice(0, index + 1)))];
}
