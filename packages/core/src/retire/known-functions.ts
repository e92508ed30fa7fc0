/**
 * Which names can a user pass to `down`? Every name with a directory, a record or a container.
 * Pure.
 */
import { SmolfaasError } from '../contract/errors.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { deployedFunctions } from '../decide/plan-run.js';
import type { Observation } from '../observed/observed-project.js';

/** @throws unknown-function, with all valid names */
export function requireKnown(
  names: readonly string[],
  directories: readonly string[],
  recorded: readonly GenerationRecord[],
  observations: readonly Pick<Observation, 'observed' | 'project'>[],
): void {
  const deployed = observations.flatMap(deployedFunctions);
  const known = new Set([...directories, ...recorded.map((record) => record.function), ...deployed]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw new SmolfaasError('unknown-function', { names: unknown, known: [...known].sort() });
}
