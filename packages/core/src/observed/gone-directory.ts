/**
 * A conflict with a project whose directory no longer exists: it says so, and by which names its
 * objects are found, so that users learn which command removes them.
 *
 * Gotcha: directories are those of this machine. Nothing can be said about the projects of an
 * engine on another one.
 */
import { existsSync } from 'node:fs';
import { isSmolfaasError, type ProjectNames, SmolfaasError } from '../contract/errors.js';
import type { Observed } from '../contract/observed.js';

/**
 * Runs `work`.
 * @throws what it throws; a project-conflict with what is known about the other directory
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
