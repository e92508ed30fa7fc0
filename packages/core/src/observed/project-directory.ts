/**
 * Stage 5, observe, for `down` and `check`: what is on this disk?
 *
 * Gotcha: unlike `up`, both must work when the functions directory or the database no longer
 * exists.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { RecordedProject } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { GenerationRecord, RejectionRecord, StateStore } from '../contract/state-store.js';
import { type Candidate, discoverFunctions } from '../source/discover/discover.js';
import { ownerOfRecord, runPlace } from './own-record.js';
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
  const { dir, ...state } = readState(context);
  try {
    const { functionsDir, candidates } = await discoverFunctions(dir, settings.imagePrefix, settings.functions);
    const functions = candidates.filter(({ error }) => error === undefined).map(({ name }) => name);
    return { functionsDir, candidates, functions, ...state };
  } catch (error) {
    if ((state.recorded === undefined && !state.foreignState) || !isSmolfaasError(error, 'functions-dir-missing'))
      throw error;
    return { ...projectWithoutDirectory(dir, state.recorded), foreignState: state.foreignState };
  }
}

/** What remains known when the functions directory no longer exists. */
export function projectWithoutDirectory(functionsDir: string, recorded: RecordedState | undefined): ProjectDirectory {
  return { functionsDir: realPath(functionsDir), candidates: [], functions: [], recorded, foreignState: false };
}

/** `dir` is the functions directory of the run. */
function readState({
  engine,
  settings,
}: PipelineContext): Pick<ProjectDirectory, 'recorded' | 'foreignState'> & { readonly dir: string } {
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    const recorded = store && remembered(store);
    const place = runPlace(settings, recorded?.project);
    // Errors name the directory as the user wrote it.
    const dir = settings.functionsDirIsGuess === true ? place.functionsDir : settings.functionsDir;
    if (recorded?.project === undefined) return { recorded, foreignState: false, dir };
    const owner = ownerOfRecord(recorded.project, place);
    return { recorded: owner === 'own' ? recorded : undefined, foreignState: owner === 'foreign', dir };
  } finally {
    store?.close();
  }
}

const remembered = (store: StateStore): RecordedState => ({
  project: store.project(),
  generations: store.generations(),
  history: store.history(),
  rejections: store.rejections(),
});
