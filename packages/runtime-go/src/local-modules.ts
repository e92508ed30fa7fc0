/**
 * Modules that are directories: those of a workspace (`use` in go.work), and those that replace
 * others (`replace … => ./dir` in go.mod).
 *
 * Gotcha: SmolFaaS sends only the function's own directory to the builder. A directory outside it
 * exists on the developer's machine but not in the build, and the go command's error reads as if it
 * were missing everywhere. So the runtime refuses it with an explanation, before the build.
 */
import type { SourceTree } from '@smolfaas/core';

/**
 * Directories of the workspace's modules below the root, without the root itself; empty without a
 * go.work.
 */
export function workspaceModules(tree: SourceTree): readonly string[] {
  return usedDirectories(tree)
    .map((dir) => resolve('', dir))
    .filter((dir): dir is string => dir !== undefined && dir !== '');
}

/**
 * Why a directory that a manifest names cannot be part of the build; undefined when all can. A
 * vendored module needs none of them.
 */
export function outsideModule(tree: SourceTree): { readonly message: string; readonly hint: string } | undefined {
  if (tree.has('vendor/modules.txt')) return undefined;
  const used = usedDirectories(tree).map((dir) => ({ file: 'go.work', base: '', dir }));
  const manifests = ['go.mod', 'go.work', ...workspaceModules(tree).map((module) => `${module}/go.mod`)];
  const replaced = manifests.flatMap((file) =>
    [...(tree.readText(file) ?? '').replace(COMMENT, '').matchAll(REPLACED)].map(([, dir = '']) => ({
      file,
      base: file.slice(0, Math.max(0, file.lastIndexOf('/'))),
      dir,
    })),
  );
  const outside = [...used, ...replaced].find(({ base, dir }) => resolve(base, dir) === undefined);
  if (outside === undefined) return undefined;
  return {
    message: `${outside.file} names ${outside.dir}, which is outside of the function's directory and not part of its source`,
    hint: `move it inside, or copy what is needed into the function: ${tree.has('go.work') ? 'go work vendor' : 'go mod vendor'}`,
  };
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

/** A path below the root, without `.` and `..`; undefined when it leaves the root. */
function resolve(base: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const parts = base === '' ? [] : base.split('/');
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
