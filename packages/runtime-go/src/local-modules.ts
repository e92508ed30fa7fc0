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
    .map((dir) => inside('', dir, tree.shared))
    .filter((dir): dir is string => dir !== undefined && dir !== '');
}

/**
 * Why a directory that a manifest names cannot be part of the build; undefined when all can. A
 * vendored module needs no replacement. The modules of a workspace are read all the same.
 */
export function outsideModule(tree: SourceTree): Problem | undefined {
  const vendored = tree.has('vendor/modules.txt');
  const used = usedDirectories(tree).map((path) => ({ file: 'go.work', base: '', path }));
  const manifests = ['go.mod', 'go.work', ...workspaceModules(tree).map((module) => `${module}/go.mod`)];
  const copyCommand = tree.has('go.work') ? 'go work vendor' : 'go mod vendor';
  const replaced = manifests.flatMap((file) =>
    [...(tree.readText(file) ?? '').replace(COMMENT, '').matchAll(REPLACED)].map(([, path = '']) => ({
      file,
      base: directoryOf(file),
      path,
      copyCommand,
    })),
  );
  const found = [...used, ...(vendored ? [] : replaced)].find(
    ({ base, path }) => DRIVE.test(path) || inside(base, path.replaceAll('\\', '/'), tree.shared) === undefined,
  );
  return found && outside(found);
}

const COMMENT = /\/\/.*$/gm;
const DRIVE = /^[A-Za-z]:/;
/**
 * The right side of a replacement that is a path. By the go command's rule it begins with `./`,
 * `../` or `/`, or with one of their forms on Windows.
 */
const REPLACED = /=>\s*["`]?(\.{1,2}(?:[\\/][^\s"`]*)?|[\\/][^\s"`]*|[A-Za-z]:[\\/][^\s"`]*)["`]?\s*$/gm;

/** The directories of `use ./a` and `use ( ./a ./b )`, as written. */
function usedDirectories(tree: SourceTree): readonly string[] {
  const text = (tree.readText('go.work') ?? '').replace(COMMENT, '');
  return [...text.matchAll(/^\s*use\s*(?:\(([^)]*)\)|(\S+))/gm)].flatMap(([, block, one]) =>
    (block ?? one ?? '')
      .split(/\s+/)
      .filter((dir) => dir !== '')
      .map((dir) => dir.replace(/["`]/g, '')),
  );
}
