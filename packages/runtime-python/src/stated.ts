/**
 * What the manifests of either kind state: `[project]` (from-pyproject.ts) or requirements.txt
 * (from-requirements.ts).
 */
import type { LocalPath } from './local-path.js';
import type { PythonProject } from './project.js';

/** A project without what is the same for both kinds. */
export interface Stated extends Omit<PythonProject, 'include' | 'settings'> {
  /** Text files that determine the dependencies. */
  readonly manifests: readonly string[];
  /** Paths of packages and archives that the manifests name. */
  readonly paths: readonly LocalPath[];
}
