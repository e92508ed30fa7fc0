/**
 * Notes about what a Python function states and the build does not use.
 */
import type { SourceTree } from '@smolfaas/core';
import { hasDynamicDependencies, isTable, type Table, table, tables } from './pyproject/toml.js';

/** Manifests and lock files that only other tools read. */
const OTHERS: Readonly<Record<string, string>> = {
  'environment.yml': 'conda',
  'environment.yaml': 'conda',
  'pixi.toml': 'Pixi',
  Pipfile: 'Pipenv',
  'conda-lock.yml': 'conda-lock',
  'pixi.lock': 'Pixi',
  'Pipfile.lock': 'Pipenv',
  'pdm.lock': 'PDM',
  'poetry.lock': 'Poetry',
  'pylock.toml': 'other installers',
};

const CHOSEN = 'versions are chosen when the function is built';

/** What the notes on lock files depend on. */
export interface Locking {
  /** The file that determines the dependencies. */
  readonly source: 'uv.lock' | 'pyproject.toml' | 'requirements.txt';
  /** A requirement whose version is open, by its name. */
  readonly open: string | undefined;
}

/** Notes on manifests and lock files that are not used, or on the missing lock file. */
export function lockNotes(tree: SourceTree, { source, open }: Locking): readonly string[] {
  const unused = Object.keys(OTHERS).filter((file) => tree.has(file));
  const notes = unused.map(
    (file) => `${file} is not used: it is a file of ${OTHERS[file]}, and ${source} decides here`,
  );
  if (source === 'requirements.txt' && tree.has('uv.lock'))
    notes.push('uv.lock is not used: pyproject.toml has no [project] table');
  if (/^# \/\/\/ script\s*$/m.test(tree.readText('main.py') ?? ''))
    notes.push(`the script metadata in main.py is not used: ${source} decides here`);
  if (source === 'uv.lock' || open === undefined) return notes;
  const pin = source === 'pyproject.toml' ? '`uv lock` fixes them' : `in ${source}, ${open}==VERSION fixes one`;
  const isLocked = unused.some((file) => file.includes('lock'));
  return [...notes, `${isLocked ? '' : 'no lock file: '}${CHOSEN}; ${pin}`];
}

/** Notes on tables that only other tools read and that say where packages come from. */
export function sourceNotes(pyproject: Table): readonly string[] {
  const { poetry, pdm } = table(pyproject['tool']);
  const indexes = Object.entries({ poetry, pdm }).filter(([, tool]) => tables(table(tool)['source']).length > 0);
  const placed =
    !hasDynamicDependencies(pyproject) &&
    Object.values(table(table(poetry)['dependencies'])).some(
      (one) => isTable(one) && ['path', 'git', 'url', 'source'].some((key) => key in one),
    );
  return [
    ...indexes.map(
      ([tool]) => `[[tool.${tool}.source]] is not used, because uv does not read it; [[tool.uv.index]] is`,
    ),
    ...(placed ? ['[tool.poetry.dependencies] is not used, because uv does not read it; [tool.uv.sources] is'] : []),
  ];
}
