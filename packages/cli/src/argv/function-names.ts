/**
 * Turns the arguments of a command into names of functions. Shells complete paths, so a path such
 * as `functions/web` or `functions/web/` names the function `web`. A pattern such as `'api-*'`
 * names the directories that it matches.
 *
 * Whether such a function exists is not decided here: the pipelines know all functions, also those
 * whose directory is gone. So a pattern without a match stays as it is, and they refuse it.
 *
 * Gotcha: the library for patterns is imported only for an argument that is one.
 */
import { basename, dirname, resolve } from 'node:path';
import { listed } from '../text/listed.js';
import { quote } from '../text/safe.js';
import { isPattern } from '../text/pattern.js';

/** Where the functions are, and where relative paths begin; both absolute. */
export interface FunctionPlaces {
  readonly functionsDir: string;
  readonly cwd: string;
}

/** The names in the order of the arguments, each once. A path elsewhere is left as it is. */
export async function functionNames(
  args: readonly string[],
  { functionsDir, cwd }: FunctionPlaces,
): Promise<readonly string[]> {
  const names = args.map((arg) => {
    const path = resolve(cwd, arg);
    return /[/\\]/.test(arg) && dirname(path) === functionsDir ? basename(path) : arg;
  });
  const found = await Promise.all(
    names.map(async (name) => (isPattern(name) ? await directories(name, functionsDir) : [name])),
  );
  return [...new Set(found.flat())];
}

/**
 * The name for a command that is about one function.
 * @throws UsageError for a pattern that names several
 */
export async function functionName(arg: string, places: FunctionPlaces): Promise<string> {
  const [name = arg, ...others] = await functionNames([arg], places);
  if (others.length === 0) return name;
  const { UsageError } = await import('../errors/usage-error.js');
  const all = [name, ...others];
  throw new UsageError(
    `${quote(arg)} names ${all.length} functions, and this command is about one`,
    `name one of them: ${listed(all)}`,
  );
}

/** The directories that a pattern matches, sorted; the pattern itself if there are none. */
async function directories(pattern: string, cwd: string): Promise<readonly string[]> {
  const { default: glob } = await import('fast-glob');
  // Names that begin with "_" or "." are no functions (specification, "What a function is").
  const found = await glob(pattern, { cwd, onlyDirectories: true, deep: 1, ignore: ['_*', '.*'] });
  return found.length === 0 ? [pattern] : found.sort();
}
