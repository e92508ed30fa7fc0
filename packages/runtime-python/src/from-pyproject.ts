/**
 * A function whose pyproject.toml has a `[project]` table: `uv sync` with uv.lock, else
 * `uv pip install -r pyproject.toml`.
 *
 * Gotcha: `uv sync --locked` builds a project with dynamic dependencies to compare them with
 * uv.lock. The dependency step does not have the sources for that, so it uses `--frozen`; the step
 * that installs the project itself has them, and fails when uv.lock is stale.
 */
import type { SourceTree } from '@smolfaas/core';
import { outside, type Problem } from '@smolfaas/runtime-kit';
import { readToml } from '@smolfaas/runtime-kit/toml.js';
import { type Dependencies, dependenciesOf, fileOutside, installsItself } from './pyproject/own-project.js';
import { lockNotes, sourceNotes } from './project-notes.js';
import { ALL, constraintsOf, requirementsOf } from './pyproject/project-requirements.js';
import { lockedPaths, packagePaths, workspacePackages } from './pyproject/pyproject-paths.js';
import { firstOpen } from './requirements/requirement.js';
import { readRequirements } from './requirements/requirements.js';
import { type Selection, select } from './pyproject/selection.js';
import type { Stated } from './python-project.js';
import { isTable, type Table, uvOf } from './pyproject/toml.js';
import { memberPaths } from './pyproject/workspace.js';

/** Reads pyproject.toml, uv.lock, and requirements files that are the dynamic dependencies. */
export function fromPyproject(
  tree: SourceTree,
  pyproject: Table,
  settings: Readonly<Record<string, string>>,
): Stated | Problem {
  const selection = select(pyproject, settings);
  if ('message' in selection) return selection;
  const path = installsItself(pyproject) ? fileOutside(tree, pyproject) : undefined;
  if (path !== undefined) return outside({ file: 'pyproject.toml', path });
  const dependencies = dependenciesOf(tree, pyproject, selection);
  if ('message' in dependencies) return dependencies;
  return tree.has('uv.lock')
    ? locked(tree, pyproject, selection, dependencies)
    : unlocked(tree, pyproject, selection, dependencies);
}

function locked(
  tree: SourceTree,
  pyproject: Table,
  { dev, args }: Selection,
  dependencies: Dependencies,
): Stated | Problem {
  const lock = readToml(tree, 'uv.lock');
  if ('problem' in lock) return lock.problem;
  const foreign = foreignWorkspace(pyproject, workspacePackages(pyproject, ALL));
  if (foreign !== undefined) return foreign;
  const self = installsItself(pyproject);
  const mode = (name: string) => [name, ...(dev ? [] : ['--no-dev'])];
  const stated = dependencies.kind === 'stated';
  const source = 'uv.lock';
  return {
    source,
    manifests: ['pyproject.toml', source, ...(stated ? dependencies.files : [])],
    paths: [
      ...packagePaths(pyproject, 'pyproject.toml', ALL),
      ...memberPaths(tree, pyproject),
      ...lockedPaths(lock.value),
    ],
    needsSources: !stated && !self,
    installsItself: self,
    installArgs: [...mode(stated || !self ? '--locked' : '--frozen'), '--no-install-project', ...args],
    selfArgs: [...mode('--locked'), '--no-editable', ...args],
    notes: [
      ...(stated ? unusedRequirements(tree, []) : []),
      ...sourceNotes(pyproject),
      ...lockNotes(tree, { source, open: undefined }),
    ],
  };
}

function unlocked(
  tree: SourceTree,
  pyproject: Table,
  { chosen, args, groupArgs }: Selection,
  dependencies: Dependencies,
): Stated | Problem {
  const foreign = foreignWorkspace(pyproject, workspacePackages(pyproject, chosen));
  if (foreign !== undefined) return foreign;
  const source = 'pyproject.toml';
  const read = readRequirements(tree, dependencies.kind === 'files' ? dependencies.files : []);
  if ('message' in read) return read;
  const open = read.open ?? firstOpen(requirementsOf(pyproject, chosen), constraintsOf(pyproject));
  return {
    source,
    manifests: [source, ...(dependencies.kind === 'stated' ? dependencies.files : read.files)],
    paths: [...packagePaths(pyproject, source, chosen), ...memberPaths(tree, pyproject), ...read.paths],
    needsSources: dependencies.kind === 'built',
    installsItself: installsItself(pyproject),
    installArgs:
      dependencies.kind === 'files'
        ? [...dependencies.files.flatMap((file) => ['-r', file]), ...read.args, ...groupArgs]
        : ['-r', source, ...args],
    selfArgs: ['--no-deps', '.'],
    notes: [
      ...(dependencies.kind === 'built' ? [] : unusedRequirements(tree, read.files)),
      ...sourceNotes(pyproject),
      ...read.notes,
      ...lockNotes(tree, { source, open }),
    ],
  };
}

function unusedRequirements(tree: SourceTree, used: readonly string[]): readonly string[] {
  const unused = tree.has('requirements.txt') && !used.includes('requirements.txt');
  return unused ? ['pyproject.toml has a [project] table: requirements.txt is not used'] : [];
}

/** Only the root of a workspace knows where its packages are. */
function foreignWorkspace(pyproject: Table, [name]: readonly string[]): Problem | undefined {
  if (name === undefined || isTable(uvOf(pyproject)['workspace'])) return undefined;
  return outside({ file: 'pyproject.toml', path: `the workspace of ${name} ([tool.uv.sources])` });
}
