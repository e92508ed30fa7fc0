/**
 * Versions of languages that files of a function state for developers' machines: `.tool-versions`
 * of asdf and mise, and files with one version, such as `.nvmrc` and `.python-version`.
 */
import type { SourceTree } from '@smolfaas/core';

/** A version and the file that states it. */
export interface StatedVersion {
  readonly file: string;
  /** As written, without comments: `20.11`, `v20`, `lts/iron`. */
  readonly text: string;
}

/** The first line of a file that is neither empty nor a comment. */
export function versionFile(tree: SourceTree, file: string): StatedVersion | undefined {
  const text = linesOf(tree, file)[0];
  return text === undefined ? undefined : { file, text };
}

/**
 * The version of a tool in `.tool-versions`, by the first of its names that the file has. Of several
 * versions on a line, the first counts, as in asdf.
 */
export function toolVersion(tree: SourceTree, names: readonly string[]): StatedVersion | undefined {
  const file = '.tool-versions';
  for (const line of linesOf(tree, file)) {
    const [name = '', text] = line.split(/\s+/);
    if (names.includes(name) && text !== undefined) return { file, text };
  }
  return undefined;
}

function linesOf(tree: SourceTree, file: string): readonly string[] {
  return (tree.readText(file) ?? '')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}
