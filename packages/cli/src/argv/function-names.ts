/**
 * Turns the arguments of a command into names of functions. Shells complete paths, so a path such
 * as `functions/web` or `functions/web/` names the function `web`.
 *
 * Whether such a function exists is not decided here: the pipelines know all functions, also those
 * whose directory is gone.
 */
import { basename, dirname, resolve } from 'node:path';

/** Where the functions are, and where relative paths begin; both absolute. */
export interface FunctionPlaces {
  readonly functionsDir: string;
  readonly cwd: string;
}

/** The names in the order of the arguments, each once. A path elsewhere is left as it is. */
export function functionNames(args: readonly string[], { functionsDir, cwd }: FunctionPlaces): readonly string[] {
  const names = args.map((arg) => {
    const path = resolve(cwd, arg);
    return /[/\\]/.test(arg) && dirname(path) === functionsDir ? basename(path) : arg;
  });
  return [...new Set(names)];
}
