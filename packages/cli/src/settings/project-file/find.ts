/**
 * Finds the project file: beside the functions directory, or in the nearest directory above it that
 * has one. The search starts from the functions directory, not from the working directory. So a
 * project has the same settings in whatever directory a command runs.
 *
 * The search ends at the user's home directory, or at the root for a project elsewhere. Directories
 * above a home directory belong to no project.
 */
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';
import { PROJECT_FILE } from './file-name.js';

/** Names that users write by habit. Without this error they would silently have no effect. */
const MISNAMED = ['smolfaas.yml', 'smolfaas.json'];

/** @param functionsDir absolute. @throws project-file-invalid for a file whose name is nearly right */
export function findProjectFile(functionsDir: string, home: string): string | undefined {
  for (let dir = dirname(functionsDir); ; dir = dirname(dir)) {
    const path = join(dir, PROJECT_FILE);
    if (isThere(path)) return path;
    const misnamed = MISNAMED.map((name) => join(dir, name)).find(isThere);
    if (misnamed !== undefined) {
      const problem = { message: `this name is not looked for, rename it: mv ${misnamed} ${path}` };
      throw new SmolfaasError('project-file-invalid', { path: misnamed, problems: [problem] });
    }
    if (dir === home || dir === dirname(dir)) return undefined;
  }
}

/**
 * A dangling link exists too: if the search skipped it, the project would be built without its
 * settings.
 */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
