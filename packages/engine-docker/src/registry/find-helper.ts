/**
 * Finds a credential helper. Such a program sees passwords, so the search is stricter than a
 * shell's.
 *
 * Invariants: nothing that a project could have put in the path is ever executed.
 *  1. Only absolute entries of PATH count. A relative one (`.`, `node_modules/.bin`, the empty one)
 *     means the current directory, which is the project's.
 *  2. Entries inside the project do not count either, after resolving links. Nor do those inside
 *     any `node_modules`: npm prepends them to PATH for a project and all its parent directories.
 *  3. The name comes from a file in the user's home directory, and still must be a plain name.
 */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';

/** Where to look, and where not to. */
export interface HelperSearch {
  /** PATH, as in the shell. */
  readonly path: string;
  /** Absolute directories whose content is not trusted. */
  readonly untrusted: readonly string[];
  readonly platform: NodeJS.Platform;
}

/** Absolute path of the program, or why none was found. */
export type FoundHelper = { readonly file: string } | { readonly missing: string };

/** Looks for `docker-credential-<name>`. */
export function findHelper(name: string, { path, untrusted, platform }: HelperSearch): FoundHelper {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) return { missing: 'its name is not that of a program' };
  const program = `docker-credential-${name}${platform === 'win32' ? '.exe' : ''}`;
  let passedOver: string | undefined;
  for (const directory of path.split(delimiter)) {
    if (!isProgram(join(directory, program))) continue;
    if (isTrusted(directory, untrusted)) return { file: join(directory, program) };
    passedOver ??= directory;
  }
  const why = passedOver === undefined ? 'it is not on PATH' : `it is only in "${passedOver}", which is not trusted`;
  return { missing: why };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isTrusted(directory: string, untrusted: readonly string[]): boolean {
  if (!isAbsolute(directory)) return false;
  const real = realpathSync(directory);
  if (real.split(sep).includes('node_modules')) return false;
  return !untrusted.some((root) => {
    const way = relative(realRoot(root), real);
    return way === '' || !(way.startsWith('..') || isAbsolute(way));
  });
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root; // It does not exist, so nothing can be inside.
  }
}
