/**
 * Paths that the files of a function name, such as `file:../x`, `-e ./lib` or `replace ../lib`.
 *
 * SmolFaaS sends only the function's own directory to the builder, and what it shares. A directory
 * outside of both exists on the developer's machine but not in the build, and a tool's own error
 * then reads as if it were missing everywhere. So runtimes refuse such a path before the build, all
 * in the same words.
 */
import { posix } from 'node:path';
import type { SharedSource } from '@smolfaas/core';
import type { Problem } from './problem.js';

/**
 * A path that a file in the directory `base` names, without `.` and inner `..`; undefined when it is
 * absolute, or neither in the function's directory nor in what it shares. The function's directory
 * itself is the empty text, as for `base`; what it shares begins with `../`.
 */
export function inside(base: string, path: string, shared?: SharedSource): string | undefined {
  if (path.startsWith('/')) return undefined;
  return shared === undefined ? below(base, path) : inLayout(base, path, shared);
}

/** As relative paths work below the directory that contains the function and all that it shares. */
function inLayout(base: string, path: string, { dir, paths }: SharedSource): string | undefined {
  const place = below(dir, `${base}/${path}`.replace(/^\//, ''));
  if (place === undefined) return undefined;
  const fromFunction = posix.relative(dir, place);
  const sent = (one: string) => fromFunction === one || fromFunction.startsWith(`${one}/`);
  return !fromFunction.startsWith('..') || paths.some(sent) ? fromFunction : undefined;
}

function below(base: string, path: string): string | undefined {
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
  /** The directory that it is relative to; by default that of the file. */
  readonly base?: string;
  /** A command that copies what is needed into the function, if its tools have one. */
  readonly copyCommand?: string;
}

/** The refusal of a path that leaves the function's directory and what it shares. */
export function outside(named: NamedPath): Problem {
  const { file, path, copyCommand } = named;
  const copy = copyCommand === undefined ? 'copy it' : `copy it with \`${copyCommand}\``;
  const share = shareable(named);
  return {
    message: `${file} names ${path}, which is outside of the function's directory and not part of its source`,
    hint:
      share === undefined
        ? `move it into the function's directory, ${copy}, or publish it as a package and name its version`
        : `share it with the function: set shared: [${share}] in smolfaas.yaml`,
  };
}

/** The path for the setting `shared`; undefined when it is not a plain relative path. */
function shareable({ file, path, base = directoryOf(file) }: NamedPath): string | undefined {
  if (!/^[\w@.+/-]+$/.test(path) || path.startsWith('/')) return undefined;
  const share = posix.join(base, path).replace(/\/+$/, '');
  return /^(?:\.\.\/)+[^/.]/.test(share) ? share : undefined;
}
