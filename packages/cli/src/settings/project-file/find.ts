/**
 * Where the project file is: beside the functions directory, or in the nearest directory above it that has one. The
 * search goes by the functions directory and not by the working directory, so that a project means the same wherever a
 * command is typed.
 *
 * It ends with the user's home, or with the root for a project elsewhere: what lies above a home belongs to nobody's project.
 */
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SmolfaasError } from '@smolfaas/core';

export const PROJECT_FILE = 'smolfaas.yaml';

/** Written by habit, and then silently without effect; so it is an error. */
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

/** A link that leads nowhere is there, too: passed over, its project would be built without its settings. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
