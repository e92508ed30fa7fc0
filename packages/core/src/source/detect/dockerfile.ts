/**
 * Stage 2, detect: the only file that treats the Dockerfile runtime specially.
 *
 * Its images are the user's own work, so this runtime comes first and promises nothing about what
 * runs in them. BuildKit's frontend reads the Dockerfile and its ignore file by itself, so both
 * belong to the source whatever the ignore file says. Which file is the Dockerfile must be known
 * before any code of the runtime is loaded.
 */
import { posix } from 'node:path';
import type { FunctionChoice } from '../../contract/settings.js';

export const DOCKERFILE = { id: 'dockerfile', precedence: 100, filename: 'Dockerfile' } as const;

/**
 * The Dockerfile that the project file names with the setting `dockerfile`, as a path within the
 * source tree: without `./`.
 */
export function namedDockerfile({ runtime, settings }: FunctionChoice): string | undefined {
  const named = settings['dockerfile'];
  if (named === undefined || (runtime !== undefined && runtime !== DOCKERFILE.id)) return undefined;
  return posix.normalize(named);
}
