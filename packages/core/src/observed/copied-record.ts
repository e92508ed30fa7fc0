/**
 * Stage 5, observe: was the database copied with its directory? It then records the functions of the
 * other directory, and this project begins with records of its own.
 */
import type { RecordedProject } from '../contract/labels.js';
import { engineProjects } from './engine-projects.js';
import type { Observation } from './observed-project.js';
import { ownerOfRecord, runPlace } from './own-record.js';

/** The functions directory whose record this is; undefined if the record is this project's own. */
export function copiedFrom(
  recorded: RecordedProject | undefined,
  { context, observed }: Pick<Observation, 'context' | 'observed'>,
): string | undefined {
  if (recorded === undefined) return undefined;
  const place = runPlace(context.settings, recorded);
  if (ownerOfRecord(recorded, place, observed) !== 'copied') return undefined;
  return (engineProjects(observed).find(({ id }) => id === recorded.id) ?? recorded).functionsDir;
}
