/**
 * Where a credential helper is: a program that gets to see passwords, so it is looked for more strictly than a shell does.
 *
 * What must stay true: nothing is executed that a project could have put in its own way.
 *  1. Only absolute entries of PATH count. A relative one (`.`, `node_modules/.bin`, the empty one) means the directory that we
 *     happen to be in, which is the project's.
 *  2. Entries inside the project do not count either, links followed; nor those inside any `node_modules`, which npm puts in front
 *     of PATH for a project and all that is above it.
 *  3. The name comes from a file in the user's home, and still has to be a plain name.
 */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';

/** Where to look, and where not. */
export interface HelperPlace {
  /** PATH, as the shell has it. */
  readonly path: string;
  /** Absolute directories whose content nobody has vouched for. */
  readonly untrusted: readonly string[];
  readonly platform: NodeJS.Platform;
}

/** Absolute path of the program, or why there is none. */
export type FoundHelper = { readonly file: string } | { readonly missing: string };

/** Looks for `docker-credential-<name>`. */
export function findHelper(name: string, { path, untrusted, platform }: HelperPlace): FoundHelper {
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
    return root; // It does not exist: then nothing is inside.
  }
}
