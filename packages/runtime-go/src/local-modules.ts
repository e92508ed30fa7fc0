/**
 * Modules that are directories: those of a workspace (`use` in go.work), and those that replace
 * others (`replace … => ./dir` in go.mod).
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, inside, outside, type Problem } from '@smolfaas/runtime-kit';

/**
 * Directories of the workspace's modules below the root, without the root itself; empty without a
 * go.work.
 */
export function workspaceModules(tree: SourceTree): readonly string[] {
  return usedDirectories(tree)
    .map((dir) => inside('', dir))
    .filter((dir): dir is string => dir !== undefined && dir !== '');
}

/**
 * Why a directory that a manifest names cannot be part of the build; undefined when all can. A
 * vendored module needs none of them.
 */
export function outsideModule(tree: SourceTree): Problem | undefined {
  if (tree.has('vendor/modules.txt')) return undefined;
  const used = usedDirectories(tree).map((dir) => ({ file: 'go.work', base: '', dir }));
  const manifests = ['go.mod', 'go.work', ...workspaceModules(tree).map((module) => `${module}/go.mod`)];
  const replaced = manifests.flatMap((file) =>
    [...(tree.readText(file) ?? '').replace(COMMENT, '').matchAll(REPLACED)].map(([, dir = '']) => ({
      file,
      base: directoryOf(file),
      dir,
    })),
  );
  const found = [...used, ...replaced].find(({ base, dir }) => inside(base, dir) === undefined);
  if (found === undefined) return undefined;
  const copyCommand = tree.has('go.work') ? 'go work vendor' : 'go mod vendor';
  return outside({ file: found.file, path: found.dir, copyCommand });
}

const COMMENT = /\/\/.*$/gm;
/**
 * The right side of a replacement that is a path. By the go command's rule it begins with `./`,
 * `../` or `/`.
 */
const REPLACED = /=>\s*"?(\.{1,2}(?:\/[^\s"]*)?|\/[^\s"]*)"?\s*$/gm;

/** The directories of `use ./a` and `use ( ./a ./b )`, as written. */
function usedDirectories(tree: SourceTree): readonly string[] {
  const text = (tree.readText('go.work') ?? '').replace(COMMENT, '');
  return [...text.matchAll(/^\s*use\s*(?:\(([^)]*)\)|(\S+))/gm)].flatMap(([, block, one]) =>
    (block ?? one ?? '')
      .split(/\s+/)
      .filter((dir) => dir !== '')
      .map((dir) => dir.replaceAll('"', '')),
  );
}
