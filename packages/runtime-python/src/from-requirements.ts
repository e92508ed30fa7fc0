/**
 * A function whose dependencies are in requirements.txt: `uv pip install -r`.
 */
import type { SourceTree } from '@smolfaas/core';
import type { Problem } from '@smolfaas/runtime-kit';
import { lockNotes } from './project-notes.js';
import { readRequirements } from './requirements/requirements.js';
import { refuseSelection } from './pyproject/selection.js';
import type { Stated } from './python-project.js';
import { isTable, type Table, table } from './pyproject/toml.js';

const SOURCE = 'requirements.txt';

/** Reads requirements.txt and what it includes; pyproject.toml may have settings of uv. */
export function fromRequirements(
  tree: SourceTree,
  pyproject: Table,
  settings: Readonly<Record<string, string>>,
): Stated | Problem {
  const refused = refuseSelection(settings);
  if (refused !== undefined) return refused;
  const read = readRequirements(tree, [SOURCE]);
  if ('message' in read) return read;
  const { uv, poetry } = table(pyproject['tool']);
  const unused = isTable(table(poetry)['dependencies'])
    ? ['[tool.poetry.dependencies] is not used: pyproject.toml has no [project] table, so requirements.txt decides']
    : [];
  return {
    source: SOURCE,
    manifests: [...new Set([SOURCE, ...(isTable(uv) ? ['pyproject.toml'] : []), ...read.files])].sort(),
    paths: read.paths,
    needsSources: false,
    installsItself: false,
    installArgs: ['-r', SOURCE, ...read.args],
    selfArgs: [],
    notes: [...unused, ...read.notes, ...lockNotes(tree, { source: SOURCE, open: read.open })],
  };
}
