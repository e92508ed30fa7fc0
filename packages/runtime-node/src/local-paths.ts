/**
 * Dependencies that are directories or archives: `file:../x`, `link:../x`, `portal:../x`, a bare
 * path, workspaces and overrides. One that leaves the function's directory and what it shares is
 * refused, because npm
 * would link to a directory that the build does not have, and fail only when the function starts.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, inside, isObject, outside, type Problem } from '@smolfaas/runtime-kit';
import { readJson } from '@smolfaas/runtime-kit/json.js';
import { readYaml } from '@smolfaas/runtime-kit/yaml.js';

const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides', 'resolutions'];
const PNPM_WORKSPACE = 'pnpm-workspace.yaml';

/** The refusal of the first path that leaves the function; undefined when all stay inside. */
export function refuseOutside(tree: SourceTree, root: Readonly<Record<string, unknown>>): Problem | undefined {
  return refused(tree, 'package.json', root) ?? refusedWorkspaces(tree, root);
}

function refused(tree: SourceTree, file: string, json: Readonly<Record<string, unknown>>): Problem | undefined {
  const path = namedPaths(json).find((one) => inside(directoryOf(file), one, tree.shared) === undefined);
  return path === undefined ? undefined : outside({ file, path });
}

/** The paths that a package.json names in place of versions, as written. */
export function namedPaths(json: Readonly<Record<string, unknown>>): readonly string[] {
  const ranges = FIELDS.flatMap((field) => texts(json[field]));
  const pnpm = isObject(json['pnpm'])
    ? [...texts(json['pnpm']['overrides']), ...texts(json['pnpm']['patchedDependencies'])]
    : [];
  return [...ranges, ...pnpm].flatMap((range) => pathOf(range) ?? []);
}

function refusedWorkspaces(tree: SourceTree, root: Readonly<Record<string, unknown>>): Problem | undefined {
  const { workspaces } = root;
  const listed = isObject(workspaces) ? workspaces['packages'] : workspaces;
  const pnpm = readYaml(tree, PNPM_WORKSPACE);
  if ('problem' in pnpm) return pnpm.problem;
  const [own, others] = [outsidePath(listed), outsidePath(pnpm.value['packages'])];
  if (own !== undefined) return outside({ file: 'package.json', path: own });
  if (others !== undefined) return outside({ file: PNPM_WORKSPACE, path: others });
  const hasMembers = listed !== undefined || pnpm.value['packages'] !== undefined;
  return hasMembers ? refusedMembers(tree) : undefined;
}

const outsidePath = (globs: unknown): string | undefined =>
  texts(globs).find((glob) => !glob.startsWith('!') && inside('', glob) === undefined);

/** The manifests of workspace members may name paths, too. Broken ones are left to the manager. */
function refusedMembers(tree: SourceTree): Problem | undefined {
  const isMember = (path: string) => path.endsWith('/package.json') && !path.includes('node_modules/');
  for (const { path } of tree.entries.filter((entry) => entry.kind === 'file' && isMember(entry.path))) {
    const read = readJson(tree, path);
    const problem = 'value' in read ? refused(tree, path, read.value) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The path of a range that is one, or undefined. */
function pathOf(range: string): string | undefined {
  const [, path] = /^(?:(?:file|link|portal):)(?:\/\/(?=\/))?(.*)$/.exec(range) ?? [];
  if (path !== undefined) return path;
  return /^(?:\.{1,2}(?:\/|$)|\/|~\/)/.test(range) ? range.replace(/^~\//, '/') : undefined;
}

/** Texts of a list or of the values of an object, at any depth. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.values(value).flatMap(texts) : [];
}
