/**
 * The project itself: whether it is installed, and where its dependencies are stated.
 */
import type { SourceTree } from '@smolfaas/core';
import type { Problem } from '@smolfaas/runtime-kit';
import type { Selection } from './selection.js';
import { isTable, type Table, table, texts, uvOf } from './toml.js';

/** How uv learns the dependencies of a `[project]`. */
export type Dependencies =
  /** pyproject.toml has them, for uv or for the build backend. */
  | { readonly kind: 'stated' }
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

/** Where the dependencies are, or why nothing can tell. */
export function dependenciesOf(tree: SourceTree, pyproject: Table, selection: Selection): Dependencies | Problem {
  const dynamic = texts(table(pyproject['project'])['dynamic']);
  if (!dynamic.some((field) => field === 'dependencies' || field === 'optional-dependencies'))
    return { kind: 'stated' };
  const backend = texts(table(pyproject['build-system'])['build-backend'])[0] ?? 'setuptools.build_meta';
  if (/^poetry[._]/.test(backend)) return isPoetryPackage(pyproject) ? { kind: 'stated' } : NO_PACKAGE;
  const files = dynamic.includes('dependencies') ? requirementsFiles(pyproject, backend) : [];
  const isPlain = selection.extras.length === 0 && !isTable(uvOf(pyproject)['sources']) && !tree.has('setup.py');
  return files.length > 0 && isPlain ? { kind: 'files', files } : { kind: 'built' };
}

/** The files that setuptools, or the hook hatch-requirements-txt, reads the dependencies from. */
function requirementsFiles(pyproject: Table, backend: string): readonly string[] {
  const tool = table(pyproject['tool']);
  if (backend.startsWith('setuptools'))
    return texts(table(table(table(tool['setuptools'])['dynamic'])['dependencies'])['file']);
  const { files, filename } = table(table(table(table(tool['hatch'])['metadata'])['hooks'])['requirements_txt']);
  return texts(files ?? filename);
}

const isPoetryPackage = (pyproject: Table): boolean =>
  table(table(pyproject['tool'])['poetry'])['package-mode'] !== false;

const NO_PACKAGE: Problem = {
  message: 'pyproject.toml has dynamic dependencies, which Poetry tells nothing about with package-mode = false',
  hint: 'list them in dependencies of [project], which Poetry 2 reads too',
};
