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

/**
 * `names`: a Dockerfile's names at the root of a function, the best first. `docker build` knows the
 * first two; the others are those of Podman and Buildah.
 */
export const DOCKERFILE = {
  id: 'dockerfile',
  precedence: 100,
  filename: 'Dockerfile',
  names: ['Dockerfile', 'dockerfile', 'Containerfile', 'containerfile'],
} as const;

/**
 * The Dockerfile that the project file names with the setting `dockerfile`, as a path within the
 * source tree: without `./`.
 */
export function namedDockerfile({ runtime, settings }: FunctionChoice): string | undefined {
  const named = settings['dockerfile'];
  if (named === undefined || (runtime !== undefined && runtime !== DOCKERFILE.id)) return undefined;
  return posix.normalize(named);
}

/** The Dockerfile when the project file names none. @param names those at the function's root */
export function usualDockerfile(names: readonly string[]): string {
  return DOCKERFILE.names.find((name) => names.includes(name)) ?? DOCKERFILE.filename;
}

/** Whether a name at the root is one that a Dockerfile usually has. */
export const isUsualName = (name: string): boolean => DOCKERFILE.names.some((usual) => usual === name);

const FILE = /^(?:(?:Docker|Container)file(?:[._-].+)?|.+\.(?:Docker|Container)file)$/i;
/** Folders in which projects keep Dockerfiles, with at most one more folder below. */
const FOLDER = /^(?:\.?docker|build|containers?|deploy(?:ment)?|ci|infra|ops)(?:\/[^/]+)?$/i;

/** Whether projects keep a Dockerfile in this directory, or in one below it. */
export const mayHoldDockerfiles = (dir: string): boolean => dir === '' || FOLDER.test(dir);

/** Whether a path is that of a Dockerfile that no runtime detects: `docker/Dockerfile.prod`. */
export function isDockerfileElsewhere(path: string): boolean {
  const { dir, base } = posix.parse(path);
  if (dir === '' && isUsualName(base)) return false;
  return mayHoldDockerfiles(dir) && FILE.test(base) && !base.endsWith('ignore');
}
