/**
 * Paths that the files of a function name, such as `file:../x`, `-e ./lib` or `replace ../lib`.
 *
 * SmolFaaS sends only the function's own directory to the builder. A directory outside of it exists
 * on the developer's machine but not in the build, and a tool's own error then reads as if it were
 * missing everywhere. So runtimes refuse such a path before the build, all in the same words.
 */
import type { Problem } from './problem.js';

/**
 * A path that a file in the directory `base` names, below the function's directory and without `.`
 * and `..`; undefined when it leaves the function's directory or is absolute. The function's
 * directory itself is the empty text, as for `base`.
 */
export function inside(base: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts = base === '' ? [] : base.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The directory of a file, for `inside`. */
export const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** A path that a file of the function names. */
export interface NamedPath {
  /** The file, from the function's directory. */
  readonly file: string;
  /** The path as the file has it. */
  readonly path: string;
  /** A command that copies what is needed into the function, if its tools have one. */
  readonly copyCommand?: string;
}

/** The refusal of a path that leaves the function's directory. */
export function outside({ file, path, copyCommand }: NamedPath): Problem {
  const copy = copyCommand === undefined ? 'copy it' : `copy it with \`${copyCommand}\``;
  return {
    message: `${file} names ${path}, which is outside of the function's directory and not part of its source`,
    hint: `move it into the function's directory, ${copy}, or publish it as a package and name its version`,
  };
}
