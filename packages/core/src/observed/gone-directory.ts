/**
 * Marks conflicts with a project whose directory no longer exists.
 *
 * The error then carries the id of the other project, so users learn which command removes its
 * objects.
 *
 * Gotcha: only directories of this machine can be checked. For a remote engine, SmolFaaS cannot
 * know whether the other directory exists.
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { Observed } from '../contract/observed.js';
import { engineProjects, isGone } from './engine-projects.js';

/**
 * Runs `work`.
 * @throws what it throws; a project-conflict also says if the other directory no longer exists
 */
export function tellingGone<T>(observed: Observed, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isSmolfaasError(error, 'project-conflict')) throw error;
    const { otherDir } = error.facts;
    const other = engineProjects(observed).find(({ functionsDir }) => functionsDir === otherDir);
    if (other === undefined || !isGone(other, observed)) throw error;
    throw new SmolfaasError('project-conflict', { ...error.facts, gone: other.id }, { cause: error });
  }
}
