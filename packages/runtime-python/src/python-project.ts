/**
 * What the manifests of a function state, as the graph needs it.
 */
import type { LocalPath } from './paths/local-path.js';

/** How the dependencies are found and which files the install step must see. */
export interface PythonProject {
  /** The file that determines the dependencies. */
  readonly source: 'uv.lock' | 'pyproject.toml' | 'requirements.txt';
  /** Files and directories that the dependency step needs, sorted. */
  readonly include: readonly string[];
  /** The dependency step needs all sources. */
  readonly needsSources: boolean;
  /** The project installs itself once its sources are copied. */
  readonly installsItself: boolean;
  /** Arguments that install the dependencies: of `uv sync` with uv.lock, else of `uv pip install`. */
  readonly installArgs: readonly string[];
  /** Arguments that install the project itself. */
  readonly selfArgs: readonly string[];
  /** Further variables of the steps, for build backends. */
  readonly env: Readonly<Record<string, string>>;
  /** SHA-256 of uv.toml without its credentials; undefined if there is no uv.toml. */
  readonly settings: string | undefined;
  readonly notes: readonly string[];
}

/**
 * What the manifests of either kind state, `[project]` (from-pyproject.ts) or requirements.txt
 * (from-requirements.ts), before its paths are looked up.
 */
export interface Stated extends Omit<PythonProject, 'include' | 'env' | 'settings'> {
  /** Text files that determine the dependencies. */
  readonly manifests: readonly string[];
  /** Paths of packages and archives that the manifests name. */
  readonly paths: readonly LocalPath[];
}
