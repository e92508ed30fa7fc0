/**
 * Directories whose programs are never started, whatever PATH says: the project's. A checkout that somebody sent may hold a
 * program with the name of a credential helper, and direnv or npm may have put a directory of it in front of PATH.
 *
 * What must stay true: the user's own `~/bin` stays usable. So a project that is the home itself (or all of the disk) counts by its functions
 * directory only.
 */
import { dirname, relative, isAbsolute } from 'node:path';

/** @param functionsDir absolute; so are the others */
export function untrustedDirectories(functionsDir: string, cwd: string, home: string): readonly string[] {
  const around = [dirname(functionsDir), cwd].filter((directory) => !isOrHolds(directory, home));
  return [...new Set([functionsDir, ...around])];
}

function isOrHolds(directory: string, inner: string): boolean {
  const way = relative(directory, inner);
  return !(way.startsWith('..') || isAbsolute(way));
}
