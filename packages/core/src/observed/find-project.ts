/**
 * Stage 5, observe, for runs about any project of the engine: which one does a user mean? Pure.
 *
 * A user names a project by its id or the beginning of it, its name, its network, or its directory:
 * the functions directory or the one above.
 */
import { dirname } from 'node:path';
import { SmolfaasError } from '../contract/errors.js';
import type { EngineProject } from './engine-projects.js';
import { realPath } from './real-path.js';

/** Fewer digits of an id are more likely the start of a name. */
const ID_DIGITS = 4;

/** The word that a user wrote. */
export interface WantedProject {
  readonly wanted: string;
  /** The word as an absolute path. */
  readonly path: string;
}

/** @throws unknown-project, ambiguous-project */
export function findProject(projects: readonly EngineProject[], { wanted, path }: WantedProject): EngineProject {
  const directory = realPath(path);
  const matches = projects.filter(
    ({ id, name, functionsDir, networks }) =>
      (wanted.length >= ID_DIGITS && id.startsWith(wanted)) ||
      name === wanted ||
      networks.some((network) => network.name === wanted) ||
      functionsDir === directory ||
      dirname(functionsDir) === directory,
  );
  const [match] = matches;
  if (match === undefined) throw new SmolfaasError('unknown-project', { wanted, known: projects.map(shown) });
  if (matches.length > 1) throw new SmolfaasError('ambiguous-project', { wanted, matches: matches.map(shown) });
  return match;
}

const shown = ({ id, functionsDir }: EngineProject) => ({ id, functionsDir });
