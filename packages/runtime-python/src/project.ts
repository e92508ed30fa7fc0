/**
 * What a Python function's manifests say: pure reading, before any graph is made.
 *
 * Precedence: uv.lock, then `[project]` of pyproject.toml, then requirements.txt. A pyproject.toml
 * without `[project]` holds only tool settings. If it is the only manifest, nothing names the
 * dependencies, and the runtime refuses the function with an explanation.
 */
import { createHash } from 'node:crypto';
import type { RecipeInput, SourceTree } from '@smolfaas/core';
import type { Problem } from '@smolfaas/runtime-kit';
import { readToml } from '@smolfaas/runtime-kit/toml.js';
import { filesAt } from './dependency-files.js';
import { fromPyproject } from './from-pyproject.js';
import { fromRequirements } from './from-requirements.js';
import { indexPaths } from './pyproject/pyproject-paths.js';
import type { PythonProject } from './python-project.js';
import { textOf } from './requirements/requirement-lines.js';
import { otherPythonNotes, wrongPython } from './version/python-version.js';
import { isTable, type Table, table, uvOf } from './pyproject/toml.js';

/**
 * The function's own uv settings. They may contain passwords of package indexes, so they are in no
 * layer.
 */
export const OWN_CONFIG = 'uv.toml';

/** Reads the manifests, and checks the settings and the base image against them. */
export function readProject({ tree, settings, bases }: RecipeInput): PythonProject | Problem {
  const read = readToml(tree, 'pyproject.toml');
  if ('problem' in read) return read.problem;
  const own = readToml(tree, OWN_CONFIG);
  if ('problem' in own) return own.problem;
  const pyproject = read.value;
  const base = bases['python'] ?? '';
  const wrong = wrongPython(tree, pyproject, base);
  if (wrong !== undefined) return wrong;
  if (!isTable(pyproject['project']) && !tree.has('requirements.txt')) return noProject(tree, pyproject);
  const stated = isTable(pyproject['project'])
    ? fromPyproject(tree, pyproject, settings)
    : fromRequirements(tree, pyproject, settings);
  if ('message' in stated) return stated;
  const indexes = [...indexPaths(uvOf(pyproject), 'pyproject.toml'), ...indexPaths(own.value, OWN_CONFIG)];
  const files = filesAt(tree, [...stated.paths, ...indexes]);
  if ('message' in files) return files;
  const { manifests, paths: _, ...project } = stated;
  const include = [...new Set([...manifests, ...files.include])].sort();
  return (
    refuseCredentials(tree, manifests) ?? {
      ...project,
      include,
      installArgs: [...stated.installArgs, ...files.wheels.flatMap((name) => ['--refresh-package', name])],
      env: buildEnv(tree, include),
      needsSources: stated.needsSources || files.everything,
      settings: settingsKey(tree),
      notes: [...stated.notes, ...otherPythonNotes(tree, pyproject, base)],
    }
  );
}

function noProject(tree: SourceTree, pyproject: Table): Problem {
  if (isTable(table(pyproject['tool'])['poetry'])) {
    return {
      message:
        'pyproject.toml has no [project] table: Poetry keeps its dependencies in [tool.poetry], which only Poetry reads',
      hint: 'poetry export -o requirements.txt (a plug-in of Poetry), or move them into [project], which Poetry 2 reads too',
    };
  }
  const setup = ['setup.py', 'setup.cfg'].find((name) => tree.has(name));
  return {
    message: 'pyproject.toml has no [project] table',
    hint:
      setup === undefined
        ? 'add a [project] table with name, version and dependencies, or list the dependencies in requirements.txt'
        : `echo . > requirements.txt to install what ${setup} says; or add a [project] table`,
  };
}

/**
 * flit writes the times of files into wheels, and fails for times before 1980. All files of a
 * function have the time 0 in a build.
 */
function buildEnv(tree: SourceTree, include: readonly string[]): Readonly<Record<string, string>> {
  const manifests = ['pyproject.toml', ...include.map((path) => `${path}/pyproject.toml`)];
  const hasFlit = manifests.some((path) => tree.readText(path)?.includes('flit_core') === true);
  return hasFlit ? { SOURCE_DATE_EPOCH: String(Date.UTC(1980) / 1000) } : {};
}

const PASSWORD = /:\/\/[^/@\s:$]+:[^/@\s$]+@/;

/** Requirements are part of the source, so their contents are in the image. */
function refuseCredentials(tree: SourceTree, manifests: readonly string[]): Problem | undefined {
  const found = manifests.find((path) => PASSWORD.test(textOf(tree.read(path) ?? new Uint8Array())));
  if (found === undefined) return undefined;
  return {
    message: `${found} holds a password in an address, which would be in the image for everyone to read`,
    hint: 'take it out, and put it into ~/.netrc on this host: machine HOST login USER password TOKEN',
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
