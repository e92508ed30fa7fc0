/**
 * The files that the dependency step needs besides the manifests: archives, and the directories of
 * packages that are part of the function.
 *
 * Invariants:
 *  1. A path that leads out of the function and what it shares is refused, because SmolFaaS does not
 *     send what is there.
 *  2. A missing file is left to uv, which names it.
 *  3. The step needs all files when it builds the function itself, or a package whose build files
 *     or links lead out of its directory.
 */
import type { SourceTree } from '@smolfaas/core';
import { directoryOf, followed, inside, outside, type Problem } from '@smolfaas/runtime-kit';
import { readToml } from '@smolfaas/runtime-kit/toml.js';
import { archivesAt } from './archives.js';
import { type LocalPath, placeOf } from './paths/local-path.js';
import { packagePaths } from './pyproject/pyproject-paths.js';
import { WITHOUT_GROUPS } from './pyproject/project-requirements.js';
import { type Table, table } from './pyproject/toml.js';

/** What the step needs. */
export interface DependencyFiles {
  /** Files and directories, from the function's directory, sorted; shared ones begin with `../`. */
  readonly include: readonly string[];
  readonly everything: boolean;
  /** Names of the packages that have a wheel in a directory of archives, sorted. */
  readonly wheels: readonly string[];
}

/** The files at these paths, and at those that the packages there name in turn. */
export function filesAt(tree: SourceTree, paths: readonly LocalPath[]): DependencyFiles | Problem {
  const include = new Set<string>();
  const wheels = new Set<string>();
  const seen = new Set<string>();
  const queue = [...paths];
  let everything = false;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const place = placeOf(next, tree.shared);
    if (place === undefined) return outside({ file: next.file, path: next.text, base: next.base });
    const { links, path, out } = followed(tree, place);
    if (out !== undefined) return outside(out);
    for (const link of links) include.add(link);
    if (path === undefined || seen.has(`${next.wanted} ${path}`)) continue;
    seen.add(`${next.wanted} ${path}`);
    const needed = next.wanted === 'archives' ? needs(archivesAt(tree, path)) : packageAt(tree, path);
    if ('message' in needed) return needed;
    for (const one of needed.include) include.add(one);
    for (const one of needed.wheels) wheels.add(one);
    everything ||= needed.everything;
    queue.push(...needed.further);
  }
  return { include: [...include].sort(), everything, wheels: [...wheels].sort() };
}

interface Needed extends DependencyFiles {
  readonly further: readonly LocalPath[];
}

const needs = (found: Partial<Needed>): Needed => ({
  include: [],
  everything: false,
  wheels: [],
  further: [],
  ...found,
});

function packageAt(tree: SourceTree, path: string): Needed | Problem {
  if (path === '') return needs({ everything: true });
  if (tree.read(path) !== undefined) return needs({ include: [path] });
  const file = `${path}/pyproject.toml`;
  const read = readToml(tree, file);
  if ('problem' in read) return read.problem;
  const everything = namesParent(withoutUv(read.value)) || leadsOut(tree, path);
  return needs({ include: [path], everything, further: packagePaths(read.value, file, WITHOUT_GROUPS) });
}

/** Files that run or are read when a package is built. */
const BUILD_FILES = [
  'setup.py',
  'setup.cfg',
  'build.py',
  'hatch_build.py',
  'pdm_build.py',
  'Cargo.toml',
  'CMakeLists.txt',
];

/** Whether build files, or links, of the package at this path lead out of its directory. */
function leadsOut(tree: SourceTree, path: string): boolean {
  const text = BUILD_FILES.map((name) => tree.readText(`${path}/${name}`) ?? '').join('\n');
  if (/\.\.[/'"]|pardir|parent\.parent|parents\[/.test(text)) return true;
  return tree.entries.some(({ path: at, linkname }) => {
    if (linkname === undefined || !at.startsWith(`${path}/`)) return false;
    return inside(directoryOf(at.slice(path.length + 1)), linkname) === undefined;
  });
}

/** Whether a text in it is a path with `..`, such as `readme = "../README.md"`. */
function namesParent(value: unknown): boolean {
  if (typeof value === 'string') return /(?:^|[/:\s])\.\.(?:\/|$)/.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, one]) => namesParent(key) || namesParent(one));
}

/** `[tool.uv.sources]` has paths to further packages, which are read one by one. */
function withoutUv({ tool, ...others }: Table): Table {
  const { uv: _, ...tools } = table(tool);
  return { ...others, tool: tools };
}
