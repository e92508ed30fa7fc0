/**
 * What a Python function's manifests say: pure reading, before any graph is made.
 *
 * Precedence: uv.lock, then `[project]` of pyproject.toml, then requirements.txt. A pyproject.toml
 * without `[project]` holds only tool settings. If it is the only manifest, nothing names the
 * dependencies, and the runtime refuses the function with an explanation. A project is itself
 * installed only when it has a `[build-system]`.
 */
import { createHash } from 'node:crypto';
import type { RecipeInput, SourceTree } from '@smolfaas/core';
import { parse, TomlError } from 'smol-toml';
import type { BadProject } from './bad-project.js';
import { wrongPython } from './python-version.js';
import { readRequirements } from './requirements.js';
import { refuseSelection, type Selection, select } from './selection.js';
import { isTable, table } from './toml.js';

/** How the dependencies are found and which files the install step must see. */
export interface PythonProject {
  readonly source: 'uv.lock' | 'pyproject.toml' | 'requirements.txt';
  /** Files that determine the dependencies, sorted. */
  readonly manifests: readonly string[];
  /** Some dependency is a path inside the function, so the install step needs all sources. */
  readonly needsSources: boolean;
  /** `[build-system]`: the project installs itself once its sources are copied. */
  readonly installsItself: boolean;
  readonly selection: Selection;
  /** SHA-256 of uv.toml without its credentials; undefined if there is no uv.toml. */
  readonly settings: string | undefined;
  readonly notes: readonly string[];
}

/**
 * The function's own uv settings. They may contain passwords of package indexes, so they are in no
 * layer.
 */
export const OWN_CONFIG = 'uv.toml';

/** Reads the manifests, and checks the settings and the base image against them. */
export function readProject({ tree, settings, bases }: RecipeInput): PythonProject | BadProject {
  const text = tree.readText('pyproject.toml');
  const pyproject = text === undefined ? {} : parseToml(text);
  if (pyproject instanceof TomlError) return badToml(pyproject);
  const wrong = wrongPython(tree, pyproject, bases['python'] ?? '');
  if (wrong !== undefined) return wrong;
  if (!isTable(pyproject['project']) && !tree.has('requirements.txt')) return noProject(pyproject);
  const project = isTable(pyproject['project'])
    ? fromPyproject(tree, pyproject, settings)
    : fromRequirements(tree, pyproject, settings);
  return 'message' in project ? project : (refuseCredentials(tree, project.manifests) ?? project);
}

function noProject(pyproject: Record<string, unknown>): BadProject {
  if (isTable(table(pyproject['tool'])['poetry'])) {
    return {
      message:
        'pyproject.toml has no [project] table: Poetry keeps its dependencies in [tool.poetry], which only Poetry reads',
      hint: 'poetry export -o requirements.txt (a plug-in of Poetry), or move them into [project], which Poetry 2 reads too',
    };
  }
  return {
    message: 'pyproject.toml has no [project] table',
    hint: 'add a [project] table with name, version and dependencies, or list the dependencies in requirements.txt',
  };
}

/** Requirements are part of the source, so their contents are in the image. */
function refuseCredentials(tree: SourceTree, manifests: readonly string[]): BadProject | undefined {
  const found = manifests.find((path) => /:\/\/[^/@\s:$]+:[^/@\s$]+@/.test(tree.readText(path) ?? ''));
  if (found === undefined) return undefined;
  return {
    message: `${found} holds a password in an address, which would be in the image for everyone to read`,
    hint: 'take it out, and put it into ~/.netrc on this host: machine HOST login USER password TOKEN',
  };
}

function fromPyproject(
  tree: SourceTree,
  pyproject: Record<string, unknown>,
  chosen: Readonly<Record<string, string>>,
): PythonProject | BadProject {
  const selection = select(pyproject, chosen);
  if ('message' in selection) return selection;
  const locked = tree.has('uv.lock');
  const notes = tree.has('requirements.txt')
    ? ['pyproject.toml has a [project] table: requirements.txt is not used']
    : [];
  return {
    source: locked ? 'uv.lock' : 'pyproject.toml',
    manifests: locked ? ['pyproject.toml', 'uv.lock'] : ['pyproject.toml'],
    needsSources: hasPathSources(pyproject),
    installsItself: isTable(pyproject['build-system']),
    selection,
    settings: settingsKey(tree),
    notes,
  };
}

function fromRequirements(
  tree: SourceTree,
  pyproject: Record<string, unknown>,
  chosen: Readonly<Record<string, string>>,
): PythonProject | BadProject {
  const refused = refuseSelection(chosen);
  if (refused !== undefined) return refused;
  const { files, needsSources } = readRequirements(tree);
  const settings = isTable(table(pyproject['tool'])['uv']) ? ['pyproject.toml'] : [];
  return {
    source: 'requirements.txt',
    manifests: [...settings, ...files].sort(),
    needsSources,
    installsItself: false,
    selection: { args: [], dev: false },
    settings: settingsKey(tree),
    notes: [],
  };
}

/** Passwords in addresses are removed first: they must not be in a cache key. */
function settingsKey(tree: SourceTree): string | undefined {
  const text = tree.readText(OWN_CONFIG);
  if (text === undefined) return undefined;
  return createHash('sha256')
    .update(text.replace(/:\/\/[^/@\s]*@/g, '://'))
    .digest('hex');
}

/**
 * `[tool.uv.sources]` or `[tool.uv.workspace]` with paths: uv needs those files when it resolves.
 */
function hasPathSources(pyproject: Record<string, unknown>): boolean {
  const uv = table(table(pyproject['tool'])['uv']);
  if (isTable(uv['workspace'])) return true;
  return Object.values(table(uv['sources'])).some(
    (source) => isTable(source) && ('path' in source || 'workspace' in source),
  );
}

function parseToml(text: string): Record<string, unknown> | TomlError {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TomlError) return error;
    throw error;
  }
}

function badToml(error: TomlError): BadProject {
  const why = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
  return {
    message: `pyproject.toml, line ${error.line}: ${why}`,
    hint: 'correct the file; `uv lock` shows the same error',
  };
}
