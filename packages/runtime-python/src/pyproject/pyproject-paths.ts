/**
 * The paths that a pyproject.toml, a uv.toml or a uv.lock names.
 */
import { directoryOf } from '@smolfaas/runtime-kit';
import type { LocalPath, Wanted } from '../paths/local-path.js';
import { type Chosen, constraintsOf, requirementsOf } from './project-requirements.js';
import { nameOf, normalised, pathOf } from '../requirements/requirement.js';
import { hasDynamicDependencies, type Table, table, tables, texts, uvOf } from './toml.js';

/**
 * Paths of packages: `[tool.uv.sources]` of these requirements, and `name @ file:…` among them.
 * Paths are relative to the file. Sources that are members of a workspace are not included.
 */
export function packagePaths(pyproject: Table, file: string, chosen: Chosen): readonly LocalPath[] {
  const requirements = [...requirementsOf(pyproject, chosen), ...constraintsOf(pyproject)];
  const sources = sourcesOf(pyproject, requirements).flatMap(({ source: { path, git, url } }) => [
    ...texts(path),
    ...local(git),
    ...local(url),
  ]);
  const named = requirements.flatMap((one) => pathOf(one) ?? []);
  return [...sources, ...named, ...poetryPaths(pyproject)].map((text) => at(file, text, 'package'));
}

/** `[tool.poetry.dependencies]` counts only when `[project]` leaves the dependencies to Poetry. */
function poetryPaths(pyproject: Table): readonly string[] {
  if (!hasDynamicDependencies(pyproject)) return [];
  const entries = Object.values(table(table(table(pyproject['tool'])['poetry'])['dependencies']));
  return entries.flatMap(tables).flatMap(({ path }) => texts(path));
}

/** The packages that `[tool.uv.sources]` takes from a workspace. */
export function workspacePackages(pyproject: Table, chosen: Chosen): readonly string[] {
  const sources = sourcesOf(pyproject, requirementsOf(pyproject, chosen));
  return sources.filter(({ source }) => source['workspace'] === true).map(({ name }) => name);
}

/** Dynamic dependencies have names that only a build knows, so then all sources count. */
function sourcesOf(pyproject: Table, requirements: readonly string[]) {
  const names = new Set(requirements.map(nameOf));
  const all = hasDynamicDependencies(pyproject);
  return Object.entries(table(uvOf(pyproject)['sources']))
    .filter(([name]) => all || names.has(normalised(name)))
    .flatMap(([name, source]) => tables(source).map((one) => ({ name, source: one })));
}

/** Paths of indexes: `find-links`, `index` and their like in `[tool.uv]` or a uv.toml. */
export function indexPaths(settings: Table, file: string): readonly LocalPath[] {
  const found = [settings, table(settings['pip'])].flatMap((at) => [
    ...texts(at['find-links']),
    ...texts(at['index-url']),
    ...texts(at['extra-index-url']),
    ...tables(at['index']).flatMap(({ url }) => texts(url)),
  ]);
  return found.flatMap(local).map((text) => at(file, text, 'archives'));
}

/** Paths of packages and of indexes that a uv.lock has. */
export function lockedPaths(lock: Table): readonly LocalPath[] {
  return tables(lock['package']).flatMap(({ source }) => {
    const { directory, editable, virtual, path, url, registry } = table(source);
    const packages = [...texts([directory, editable, virtual, path].flat()), ...local(url)].filter(
      (text) => text !== '.',
    );
    return [
      ...packages.map((text) => at('uv.lock', text, 'package')),
      ...local(registry).map((text) => at('uv.lock', text, 'archives')),
    ];
  });
}

const at = (file: string, text: string, wanted: Wanted): LocalPath => ({ file, text, base: directoryOf(file), wanted });

/** The texts that are no addresses; `file:` URLs are paths. */
const local = (value: unknown): readonly string[] =>
  texts(value).filter((text) => text.startsWith('file:') || !/^[\w.+-]+:|^[\w.-]+@[\w.-]+:/.test(text));
