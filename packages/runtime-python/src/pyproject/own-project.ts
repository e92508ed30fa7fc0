/**
 * The project itself: whether it is installed, and where its dependencies are stated.
 */
import type { SourceTree } from '@smolfaas/core';
import { inside, type Problem } from '@smolfaas/runtime-kit';
import { normalised } from '../requirements/requirement.js';
import type { Selection } from './selection.js';
import { hasDynamicDependencies, isTable, type Table, table, texts, uvOf } from './toml.js';

/** How uv learns the dependencies of a `[project]`. */
export type Dependencies =
  /** From pyproject.toml, for which the build backend may need further files. */
  | { readonly kind: 'stated'; readonly files: readonly string[] }
  /** They are dynamic, and exactly what these requirements files have. */
  | { readonly kind: 'files'; readonly files: readonly string[] }
  /** They are dynamic, and only a build of the project tells them. */
  | { readonly kind: 'built' };

/**
 * Whether the project is installed itself: as uv decides it, except that Poetry's
 * `package-mode = false` counts too.
 */
export function installsItself(pyproject: Table): boolean {
  if (!isPoetryPackage(pyproject)) return false;
  const stated = uvOf(pyproject)['package'];
  return typeof stated === 'boolean' ? stated : isTable(pyproject['build-system']);
}

/**
 * A file of the project that its build reads and that is outside of the function, as written: a
 * readme, a licence, or one that a dynamic field names.
 */
export function fileOutside({ shared }: SourceTree, pyproject: Table): string | undefined {
  const { readme, license } = table(pyproject['project']);
  const { setuptools, hatch } = table(pyproject['tool']);
  const fields = Object.values(table(table(setuptools)['dynamic'])).flatMap((field) => texts(table(field)['file']));
  const files = [readme, table(readme)['file'], table(license)['file'], table(table(hatch)['version'])['path'], fields];
  return files.flatMap(texts).find((path) => inside('', path, shared) === undefined);
}

/** Where the dependencies are, or why nothing can tell. */
export function dependenciesOf(tree: SourceTree, pyproject: Table, selection: Selection): Dependencies | Problem {
  if (!hasDynamicDependencies(pyproject)) return { kind: 'stated', files: [] };
  const backend = texts(table(pyproject['build-system'])['build-backend'])[0] ?? 'setuptools.build_meta';
  if (/^poetry[._]/.test(backend))
    return isPoetryPackage(pyproject) ? { kind: 'stated', files: readmes(tree, pyproject) } : NO_PACKAGE;
  const dynamic = texts(table(pyproject['project'])['dynamic']);
  const isPlain = dynamic.includes('dependencies') && !isTable(uvOf(pyproject)['sources']) && !tree.has('setup.py');
  const files = isPlain ? requirementsFiles(pyproject, backend, selection.extras) : undefined;
  return files === undefined ? { kind: 'built' } : { kind: 'files', files };
}

/**
 * The files that setuptools, or the hook hatch-requirements-txt, reads the dependencies and these
 * extras from; undefined when something else states one of them.
 */
function requirementsFiles(
  pyproject: Table,
  backend: string,
  extras: readonly string[],
): readonly string[] | undefined {
  const tool = table(pyproject['tool']);
  const { dependencies, 'optional-dependencies': optional } = backend.startsWith('setuptools')
    ? table(table(tool['setuptools'])['dynamic'])
    : hookOf(table(table(table(table(tool['hatch'])['metadata'])['hooks'])['requirements_txt']));
  const named = Object.entries(table(optional)).map(([name, value]) => [normalised(name), value] as const);
  const stated = [dependencies, ...extras.map((extra) => new Map(named).get(normalised(extra)))];
  const files = stated.map((one) => texts(table(one)['file']));
  return files.some(({ length }) => length === 0) ? undefined : [...new Set(files.flat())];
}

/** The hook's settings in the form of setuptools. */
function hookOf({ files, filename, 'optional-dependencies': optional }: Table): Table {
  const extras = Object.entries(table(optional)).map(([name, file]) => [name, { file }]);
  return { dependencies: { file: files ?? filename }, 'optional-dependencies': Object.fromEntries(extras) };
}

/** Poetry reads them when it states the dependencies. */
function readmes(tree: SourceTree, pyproject: Table): readonly string[] {
  const { readme } = table(pyproject['project']);
  const named = [readme, table(readme)['file'], table(table(pyproject['tool'])['poetry'])['readme']];
  return named.flatMap(texts).filter((path) => tree.has(path));
}

const isPoetryPackage = (pyproject: Table): boolean =>
  table(table(pyproject['tool'])['poetry'])['package-mode'] !== false;

const NO_PACKAGE: Problem = {
  message: 'pyproject.toml has dynamic dependencies, which Poetry tells nothing about with package-mode = false',
  hint: 'list them in dependencies of [project], which Poetry 2 reads too',
};
