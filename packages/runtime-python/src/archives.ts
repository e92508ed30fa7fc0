/**
 * Directories of archives: `--find-links wheels`, and indexes with a path.
 *
 * Gotcha: uv caches a wheel of such a directory by the path of the directory and the name of the
 * wheel, whatever its content. All functions are built in /app with one cache, so the wheel of
 * another function, or a former one of the same name, would be installed. uv reads the wheels of
 * the packages again that `--refresh-package` names. It compares times for all other local files.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf } from '@smolfaas/runtime-kit';
import { isArchive, normalised } from './requirements/requirement.js';

/** What the dependency step needs of them. */
export interface Archives {
  readonly include: readonly string[];
  /** Names of the packages that have a wheel there. */
  readonly wheels: readonly string[];
}

/** The archives in a directory, or beside a page that links to them. */
export function archivesAt(tree: SourceTree, path: string): Archives {
  const isPage = tree.read(path) !== undefined;
  const directory = isPage ? directoryOf(path) : path;
  const below = tree.entries.map((entry) => entry.path).filter((at) => at.startsWith(`${directory}/`));
  const beside = tree.entries.map((entry) => entry.path).filter((at) => !at.includes('/') && isArchive(at));
  if (directory !== '') return { include: [directory], wheels: wheelsIn(below) };
  return { include: isPage ? [path, ...beside] : beside, wheels: wheelsIn(beside) };
}

const wheelsIn = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => {
    const [, name] = /(?:^|\/)([^/-]+)-[^/]*\.whl$/.exec(path) ?? [];
    return name === undefined ? [] : [normalised(name)];
  });
