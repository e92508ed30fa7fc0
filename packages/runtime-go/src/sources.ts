/**
 * The Go files of a function by directory, each read once per recipe.
 *
 * Left out is what the go command leaves out: `vendor`, `testdata`, tests, and names that begin
 * with `_` or `.`. A symbolic link is listed without its text, because only the go command follows
 * it.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf } from '@smolfaas/runtime-kit';
import { type Header, readHeader } from './constraints/header.js';

/** A Go file that may be part of a build. */
export interface GoFile {
  readonly path: string;
  /** The last part of its path. */
  readonly name: string;
  /** undefined for a link, like the header. */
  readonly text?: string;
  readonly header?: Header;
}

export interface GoSources {
  /** Directories with Go files, sorted. */
  readonly directories: readonly string[];
  files(dir: string): readonly GoFile[];
}

/** @throws `files` throws what the tree throws */
export function goSources(tree: SourceTree): GoSources {
  const paths = new Map<string, string[]>();
  for (const { path, kind } of tree.entries) {
    if (kind === 'directory' || !GO_FILE.test(path) || LEFT_OUT.test(withinRoot(tree, path))) continue;
    const dir = directoryOf(path);
    paths.set(dir, [...(paths.get(dir) ?? []), path]);
  }
  const read = new Map<string, readonly GoFile[]>();
  return {
    directories: [...paths.keys()].sort(),
    files(dir) {
      const files = read.get(dir) ?? (paths.get(dir) ?? []).map((path) => goFile(tree, path));
      read.set(dir, files);
      return files;
    },
  };
}

const GO_FILE = /\.go$/;
const LEFT_OUT = /(^|\/)(vendor|testdata|[_.][^/]*)(\/|$)|_test\.go$/;

/** The path from the function's directory, or from the shared directory that has it. */
function withinRoot({ shared }: SourceTree, path: string): string {
  const root = shared?.paths.find((one) => path.startsWith(`${one}/`));
  return root === undefined ? path : path.slice(root.length + 1);
}

function goFile(tree: SourceTree, path: string): GoFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const text = tree.readText(path);
  return text === undefined ? { path, name } : { path, name, text, header: readHeader(text) };
}
