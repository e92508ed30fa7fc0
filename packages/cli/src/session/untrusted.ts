/**
 * Directories whose programs SmolFaaS never starts, whatever PATH contains: the project's. A
 * checkout from another author may contain a program with the name of a credential helper. direnv
 * or npm may have put one of its directories in front of PATH.
 *
 * Invariant: the user's own `~/bin` remains usable. So for a project that is the home directory
 * itself (or the whole disk), only its functions directory counts.
 */
import { dirname, relative, isAbsolute } from 'node:path';

/** @param functionsDir absolute, like the other two */
export function untrustedDirectories(functionsDir: string, cwd: string, home: string): readonly string[] {
  const around = [dirname(functionsDir), cwd].filter((directory) => !isOrHolds(directory, home));
  return [...new Set([functionsDir, ...around])];
}

function isOrHolds(directory: string, inner: string): boolean {
  const way = relative(directory, inner);
  return !(way.startsWith('..') || isAbsolute(way));
}
