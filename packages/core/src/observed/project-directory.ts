/**
 * Stage 5, observe, for `down` and `check`: what is on this disk?
 *
 * Gotcha: unlike `up`, both must work when the functions directory or the database no longer
 * exists.
 */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isSmolfaasError } from '../contract/errors.js';
import type { Project } from '../contract/labels.js';
import type { PipelineContext } from '../contract/pipeline.js';
import type { GenerationRecord, RejectionRecord, StateStore } from '../contract/state-store.js';
import { type Candidate, discoverFunctions } from '../source/discover/discover.js';

export interface ProjectDirectory {
  readonly functionsDir: string;
  /**
   * Subdirectories that are functions, and those that cannot be, with the error; none if the
   * directory is gone.
   */
  readonly candidates: readonly Candidate[];
  /** The names of those candidates that can be functions. */
  readonly functions: readonly string[];
  /** The contents of the database; undefined if there is none. */
  readonly recorded: RecordedState | undefined;
}

export interface RecordedState {
  readonly project: Project | undefined;
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
  const recorded = readState(context);
  const dir = (settings.functionsDirIsGuess && recorded?.project?.functionsDir) || settings.functionsDir;
  try {
    const { functionsDir, candidates } = await discoverFunctions(dir, settings.imagePrefix, settings.functions);
    const functions = candidates.filter(({ error }) => error === undefined).map(({ name }) => name);
    return { functionsDir, candidates, functions, recorded };
  } catch (error) {
    if (recorded === undefined || !isSmolfaasError(error, 'functions-dir-missing')) throw error;
    return projectWithoutDirectory(dir, recorded);
  }
}

/** What remains known when the functions directory no longer exists. */
export function projectWithoutDirectory(functionsDir: string, recorded: RecordedState | undefined): ProjectDirectory {
  return { functionsDir: resolved(functionsDir), candidates: [], functions: [], recorded };
}

function readState({ engine, settings }: PipelineContext): RecordedState | undefined {
  const store = engine.state.openReadonly(settings.stateDb);
  try {
    return store && remembered(store);
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

/** The path without symbolic links, as in the labels, for a directory that no longer exists. */
function resolved(path: string): string {
  const parent = dirname(path);
  return existsSync(parent) ? join(realpathSync(parent), basename(path)) : path;
}
