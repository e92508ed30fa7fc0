/**
 * Stage 5, observe, for `down` and `check`: what is on this disk?
 *
 * Gotcha: unlike `up`, both must work when the functions directory or the database no longer
 * exists.
 */
import { existsSync } from 'node:fs';
import { isSmolfaasError } from '../contract/errors.js';
import type { RecordedProject } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { GenerationRecord, RejectionRecord, StateStore } from '../contract/state-store.js';
import { type Candidate, discoverFunctions } from '../source/discover/discover.js';
import { ownerOfRecord, type RunPlace } from './own-record.js';
import { realPath } from './real-path.js';

export interface ProjectDirectory {
  readonly functionsDir: string;
  /**
   * Subdirectories that are functions, and those that cannot be, with the error; none if the
   * directory is gone.
   */
  readonly candidates: readonly Candidate[];
  /** The names of those candidates that can be functions. */
  readonly functions: readonly string[];
  /** The contents of the database; undefined if there is none, or if it records another project. */
  readonly recorded: RecordedState | undefined;
  /** The database is in use by another directory. */
  readonly foreignState: boolean;
}

export interface RecordedState {
  readonly project: RecordedProject | undefined;
  readonly generations: readonly GenerationRecord[];
  /** Includes former generations. */
  readonly history: readonly GenerationRecord[];
  readonly rejections: readonly RejectionRecord[];
}

/**
 * Reads the functions directory and the database, and changes neither.
 * @throws functions-dir-* if the directory cannot be used and no database records what was deployed
 * from it; state-*
 */
export async function findProjectDirectory(context: PipelineContext): Promise<ProjectDirectory> {
  const { settings } = context;
  const state = readState(context);
  try {
    const { functionsDir, candidates } = await discoverFunctions(settings.functionsDir, settings.imagePrefix);
    const functions = candidates.filter(({ error }) => error === undefined).map(({ name }) => name);
    return { functionsDir, candidates, functions, ...state };
  } catch (error) {
    if ((state.recorded === undefined && !state.foreignState) || !isSmolfaasError(error, 'functions-dir-missing'))
      throw error;
    return { ...projectWithoutDirectory(settings.functionsDir, state.recorded), foreignState: state.foreignState };
  }
}

/** What remains known when the functions directory no longer exists. */
export function projectWithoutDirectory(functionsDir: string, recorded: RecordedState | undefined): ProjectDirectory {
  return { functionsDir: realPath(functionsDir), candidates: [], functions: [], recorded, foreignState: false };
}

function readState({ engine, settings }: PipelineContext): Pick<ProjectDirectory, 'recorded' | 'foreignState'> {
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    const recorded = store && remembered(store);
    if (recorded?.project === undefined) return { recorded, foreignState: false };
    const owner = ownerOfRecord(recorded.project, runPlaceOf(settings));
    return { recorded: owner === 'own' ? recorded : undefined, foreignState: owner === 'foreign' };
  } finally {
    store?.close();
  }
}

function runPlaceOf({ functionsDir, stateDb }: PipelineContext['settings']): RunPlace {
  return { functionsDir: realPath(functionsDir), stateDb, exists: existsSync };
}

const remembered = (store: StateStore): RecordedState => ({
  project: store.project(),
  generations: store.generations(),
  history: store.history(),
  rejections: store.rejections(),
});
