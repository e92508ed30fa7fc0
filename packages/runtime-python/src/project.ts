/**
 * What a Python function's manifests say: pure reading, before any graph is made.
 *
 * Order of who decides: uv.lock, then `[project]` of pyproject.toml, then requirements.txt. A pyproject.toml without `[project]`
 * holds only tool settings; with nothing else beside it, there is nothing that names the dependencies, and the function is
 * refused in words. A project is itself installed only when it has a `[build-system]`.
 */
import { createHash } from 'node:crypto';
import type { SourceTree } from '@smolfaas/core';
import { parse, TomlError } from 'smol-toml';

/** How the dependencies are found and which files their step has to see. */
export interface PythonProject {
  readonly source: 'uv.lock' | 'pyproject.toml' | 'requirements.txt';
  /** Files that decide about dependencies, sorted. */
  readonly manifests: readonly string[];
  /** Some dependency is a path inside the function, so the install step needs all sources. */
  readonly needsSources: boolean;
  /** `[build-system]`: the project installs itself after its sources are there. */
  readonly installsItself: boolean;
  /** What uv.toml says besides credentials, as SHA-256; undefined without one. */
  readonly settings: string | undefined;
  readonly notes: readonly string[];
}

/** Settings of uv that the function brings along. They may hold passwords of package indexes, so no layer gets them. */
export const OWN_CONFIG = 'uv.toml';

/** Manifests that cannot be built from, in words. */
export interface BadProject {
  readonly message: string;
  readonly hint: string;
}

/** Reads the manifests. */
export function readProject(tree: SourceTree): PythonProject | BadProject {
  const text = tree.readText('pyproject.toml');
  const pyproject = text === undefined ? {} : parseToml(text);
  if (pyproject instanceof TomlError) return badToml(pyproject);
  if (isTable(pyproject['project'])) return fromPyproject(tree, pyproject);
  if (tree.has('requirements.txt')) return fromRequirements(tree, pyproject);
  return {
    message: `pyproject.toml has no [project] table${isPoetry(pyproject) ? ' (Poetry keeps its dependencies in [tool.poetry])' : ''}`,
    hint: 'add a [project] table with name, version and dependencies, or export the dependencies into requirements.txt',
  };
}

function fromPyproject(tree: SourceTree, pyproject: Record<string, unknown>): PythonProject {
  const locked = tree.has('uv.lock');
  const notes = tree.has('requirements.txt')
    ? ['pyproject.toml has a [project] table: requirements.txt is not used']
    : [];
  return {
    source: locked ? 'uv.lock' : 'pyproject.toml',
    manifests: locked ? ['pyproject.toml', 'uv.lock'] : ['pyproject.toml'],
    needsSources: hasPathSources(pyproject),
    installsItself: isTable(pyproject['build-system']),
    settings: settingsKey(tree),
    notes,
  };
}

/**
 * requirements.txt and every file that it names with -r or -c, however deep. A pyproject.toml beside it counts only when it has
 * settings of uv.
 */
function fromRequirements(tree: SourceTree, pyproject: Record<string, unknown>): PythonProject {
  const manifests = new Set(isTable(table(pyproject['tool'])['uv']) ? ['pyproject.toml'] : []);
  const queue = ['requirements.txt'];
  let needsSources = false;
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const text = tree.readText(path);
    if (text === undefined || manifests.has(path)) continue;
    manifests.add(path);
    for (const line of text.split(/\r?\n/)) {
      const included = /^\s*(?:-r|-c|--requirement|--constraint)[\s=]*([^\s#]+)/.exec(line)?.[1];
      if (included !== undefined) queue.push(resolve(path, included));
      else if (/^\s*(-e\s|--editable|\.{1,2}(\/|\s|$)|file:|[\w.[\]-]+\s*@\s*file:)/.test(line)) needsSources = true;
    }
  }
  return {
    source: 'requirements.txt',
    manifests: [...manifests].sort(),
    needsSources,
    installsItself: false,
    settings: settingsKey(tree),
    notes: [],
  };
}

/** Passwords are taken out of addresses first: they have no place in a cache key. */
function settingsKey(tree: SourceTree): string | undefined {
  const text = tree.readText(OWN_CONFIG);
  if (text === undefined) return undefined;
  return createHash('sha256')
    .update(text.replace(/:\/\/[^/@\s]*@/g, '://'))
    .digest('hex');
}

/** A path named in a file, relative to that file. */
function resolve(from: string, to: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** `[tool.uv.sources]` or `[tool.uv.workspace]` with paths: those files must be there when uv resolves. */
function hasPathSources(pyproject: Record<string, unknown>): boolean {
  const uv = table(table(pyproject['tool'])['uv']);
  if (isTable(uv['workspace'])) return true;
  return Object.values(table(uv['sources'])).some(
    (source) => isTable(source) && ('path' in source || 'workspace' in source),
  );
}

function isPoetry(pyproject: Record<string, unknown>): boolean {
  return isTable(table(pyproject['tool'])['poetry']);
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

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function table(value: unknown): Record<string, unknown> {
  return isTable(value) ? value : {};
}
