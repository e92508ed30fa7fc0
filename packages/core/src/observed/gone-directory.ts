/**
 * Marks conflicts with a project whose directory no longer exists.
 *
 * The error then carries the names that find the other project's objects, so users learn which
 * command removes them.
 *
 * Gotcha: only directories of this machine can be checked. For a remote engine, SmolFaaS cannot
 * know whether the other directory exists.
 */
import { existsSync } from 'node:fs';
import { isSmolfaasError, type ProjectNames, SmolfaasError } from '../contract/errors.js';
import type { Observed } from '../contract/observed.js';

/**
 * Runs `work`.
 * @throws what it throws; a project-conflict also says if the other directory no longer exists
 */
export function tellingGone<T>(names: ProjectNames, { engine }: Observed, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isSmolfaasError(error, 'project-conflict') || engine.remoteHost !== undefined) throw error;
    if (existsSync(error.facts.otherDir)) throw error;
    throw new SmolfaasError('project-conflict', { ...error.facts, gone: names }, { cause: error });
  }
}
