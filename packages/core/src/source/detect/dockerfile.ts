/**
 * Stage 2, detect: the one place that knows the Dockerfile runtime as a special one.
 *
 * Its images are the user's own work: it goes first, nothing is promised about what runs in them, and the files that BuildKit's frontend
 * reads by itself, the Dockerfile and its ignore file, belong to the source whatever the ignore file says. Which file that is
 * has to be known before any code of the runtime is loaded.
 */
import { posix } from 'node:path';
import type { FunctionChoice } from '../../contract/settings.js';

export const DOCKERFILE = { id: 'dockerfile', precedence: 100, filename: 'Dockerfile' } as const;

/** The Dockerfile that the project file names by the setting `dockerfile`, as a path of the tree: without `./`. */
export function namedDockerfile({ runtime, settings }: FunctionChoice): string | undefined {
  const named = settings['dockerfile'];
  if (named === undefined || (runtime !== undefined && runtime !== DOCKERFILE.id)) return undefined;
  return posix.normalize(named);
}
