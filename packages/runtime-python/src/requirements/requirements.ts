/**
 * requirements.txt and every file that it names, at any depth.
 *
 * uv and pip resolve the paths in them differently: `-r`, `-c` and `--find-links` are relative to
 * the file, requirements and `-e` to the directory of the build, which is the function's own.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, followed, outside, type Problem } from '@smolfaas/runtime-kit';
import { type LocalPath, placeOf } from '../paths/local-path.js';
import { firstOpen, pathOf } from './requirement.js';
import { type Statement, statements, textOf } from './requirement-lines.js';
import { optionsIn, unreadable } from './requirement-options.js';

/** What requirements files say together. */
export interface Requirements {
  /** Paths of all the files, and of links to them, sorted. */
  readonly files: readonly string[];
  /** Paths of packages and archives that they name. */
  readonly paths: readonly LocalPath[];
  /** Options that uv does not read in files, as arguments. */
  readonly args: readonly string[];
  /** The first requirement whose version uv chooses, by its name. */
  readonly open: string | undefined;
  readonly notes: readonly string[];
}

/** Reads these files, which are relative to the function's directory. */
export function readRequirements(tree: SourceTree, roots: readonly string[]): Requirements | Problem {
  const files = new Set<string>();
  const said: Said[] = [];
  const queue = roots.map((path): Named => ({ file: path, text: path, base: '', constrains: false }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const place = placeOf(next, tree.shared);
    if (place === undefined) return outside({ file: next.file, path: next.text, base: next.base });
    const { links, path = place, out } = followed(tree, place);
    if (out !== undefined) return outside(out);
    for (const link of links) files.add(link);
    const bytes = files.has(path) ? undefined : tree.read(path);
    if (bytes === undefined) continue;
    files.add(path);
    for (const statement of statements(textOf(bytes))) {
      const one = { ...statement, file: place, constrains: next.constrains };
      const problem = unreadable(tree, one);
      if (problem !== undefined) return problem;
      said.push(one);
      queue.push(...includes(one));
    }
  }
  return { files: [...files].sort(), paths: said.flatMap(pathsIn), ...optionsIn(said), open: openIn(said) };
}

/** A file to read. */
interface Named extends Pick<LocalPath, 'file' | 'text' | 'base'> {
  /** It only constrains versions. */
  readonly constrains: boolean;
}

/** A statement and the file that has it. */
type Said = Statement & { readonly file: string; readonly constrains: boolean };

function includes(said: Said): readonly Named[] {
  if ((said.kind !== 'requirements' && said.kind !== 'constraints') || isAddress(said.value)) return [];
  const constrains = said.constrains || said.kind === 'constraints';
  return [{ file: said.file, text: said.value, base: directoryOf(said.file), constrains }];
}

function pathsIn({ file, ...said }: Said): readonly LocalPath[] {
  if (said.kind === 'archives' || said.kind === 'index')
    return isAddress(said.value) ? [] : [{ file, text: said.value, base: directoryOf(file), wanted: 'archives' }];
  if (said.kind !== 'editable' && said.kind !== 'requirement') return [];
  const text = pathOf(said.value);
  return text === undefined ? [] : [{ file, text, base: '', wanted: 'package' }];
}

function openIn(said: readonly Said[]): string | undefined {
  const valuesOf = (constrains: boolean) =>
    said.filter((one) => one.kind === 'requirement' && one.constrains === constrains).map(({ value }) => value);
  return firstOpen(valuesOf(false), valuesOf(true));
}

const isAddress = (value: string): boolean => /^(?!file:)[A-Za-z][\w+.-]*:\/\//.test(value);
