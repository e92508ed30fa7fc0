/**
 * Stage 5, observe: does the database in use record this project, or another one?
 *
 * | the recorded directory            | the database         | the record is                        |
 * |-----------------------------------|----------------------|--------------------------------------|
 * | is this one, or is gone: moved    |                      | own, unless containers of that id    |
 * |                                   |                      | name a third directory: copied       |
 * | exists, and is another one        | is where it was      | foreign: two directories, one file   |
 * | exists, and is another one        | is somewhere else    | copied, with the directory           |
 *
 * Invariant: two directories never share one id. A copied record is forgotten, and a foreign one is
 * left alone.
 */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { LABEL, type RecordedProject } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import type { Settings } from '../contract/settings.js';
import { realPath } from './real-path.js';

export type RecordOwner = 'own' | 'copied' | 'foreign';

/** Where the run takes place; both paths absolute, the directory without symbolic links. */
export interface RunPlace {
  readonly functionsDir: string;
  readonly stateDb: string;
  /** Whether a directory exists. */
  readonly exists: (dir: string) => boolean;
}

/** Where a run with these settings takes place, given the record in its database. */
export function runPlace(
  { functionsDir, stateDb, functionsDirIsGuess = false }: PlaceSettings,
  recorded: RecordedProject | undefined,
): RunPlace {
  const dir = functionsDirIsGuess && recorded !== undefined ? recorded.functionsDir : realPath(functionsDir);
  return { functionsDir: dir, stateDb, exists: existsSync };
}

type PlaceSettings = Pick<Settings, 'functionsDir' | 'stateDb' | 'functionsDirIsGuess'>;

/**
 * Whose record it is.
 * @param observed without it, a moved directory is not distinguished from a second copy of a gone one
 */
export function ownerOfRecord(
  recorded: RecordedProject,
  { functionsDir, stateDb, exists }: RunPlace,
  observed?: Pick<Observed, 'containers'>,
): RecordOwner {
  const other = recorded.functionsDir;
  const isElsewhere = observed?.containers.some(({ labels }) => {
    const dir = labels[LABEL.project] === recorded.id ? labels[LABEL.functionsDir] : undefined;
    return dir !== undefined && dir !== functionsDir && exists(dir);
  });
  if (other === functionsDir || !exists(other)) return isElsewhere === true ? 'copied' : 'own';
  return isWhereItWas(recorded, stateDb) ? 'foreign' : 'copied';
}

/** The record, if it is this project's own. */
export function ownRecord(
  recorded: RecordedProject | undefined,
  place: RunPlace,
  observed?: Pick<Observed, 'containers'>,
): RecordedProject | undefined {
  return recorded !== undefined && ownerOfRecord(recorded, place, observed) === 'own' ? recorded : undefined;
}

/** Without a recorded path, by default: the database is beside the functions directory. */
function isWhereItWas({ functionsDir, stateDb: then }: RecordedProject, now: string): boolean {
  return then === undefined ? dirname(realPath(now)) === dirname(functionsDir) : realPath(then) === realPath(now);
}
