/**
 * Where is the project that a command is about? From any directory inside a project, a command finds
 * it as git does.
 *
 *     --functions-dir, SMOLFAAS_FUNCTIONS_DIR  >  ./functions  >  the nearest directory above that has
 *     smolfaas.yaml, a directory `functions` or the database
 *
 * The search ends before the user's home, and at the border of a file system.
 *
 * Invariants:
 *  1. Paths that a user gave are relative to the working directory.
 *  2. Where ./functions exists, nothing is searched.
 */
import { type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { FlagValues } from '../flags/common.js';
import type { Environment } from '../process/environment.js';
import { notEmpty, notTooLong } from './check-value.js';
import { PROJECT_FILE } from './project-file/find.js';

const FUNCTIONS = 'functions';
const STATE_DB = '.smolfaas';

/** Absolute paths. */
export interface ProjectDirectory {
  readonly functionsDir: string;
  readonly stateDb: string;
  /** The directory above the working directory that was found; undefined when none was searched for or found. */
  readonly above?: string;
  /** The last directory that was searched, when none was found. */
  readonly searchedTo?: string;
}

/** @throws bad-flag, path-too-long */
export function projectDirectory(
  flags: Pick<FlagValues, 'functions-dir' | 'state-db'>,
  { cwd, home }: Pick<Environment, 'cwd' | 'home'>,
): ProjectDirectory {
  const { 'functions-dir': dir, 'state-db': db } = flags;
  const found = dir === undefined && !isDirectory(join(cwd, FUNCTIONS)) ? search(cwd, home) : {};
  const base = found.above ?? cwd;
  const named = dir === undefined ? join(base, FUNCTIONS) : resolve(cwd, notEmpty('--functions-dir', dir));
  const state = db === undefined ? join(base, STATE_DB) : resolve(cwd, notEmpty('--state-db', db));
  return {
    functionsDir: notTooLong('--functions-dir', named),
    stateDb: notTooLong('--state-db', state),
    ...found,
  };
}

/** The nearest directory above `cwd` with a project, or how far SmolFaaS looked. */
function search(cwd: string, home: string): Pick<ProjectDirectory, 'above' | 'searchedTo'> {
  if (hasProject(cwd) || cwd === home) return {};
  const device = statOf(cwd)?.dev;
  let last = cwd;
  for (let dir = dirname(cwd); dir !== last && dir !== home && statOf(dir)?.dev === device; dir = dirname(dir)) {
    if (hasProject(dir)) return { above: dir };
    last = dir;
  }
  return { searchedTo: last };
}

function hasProject(dir: string): boolean {
  return (
    statOf(join(dir, PROJECT_FILE)) !== undefined ||
    isDirectory(join(dir, FUNCTIONS)) ||
    statOf(join(dir, STATE_DB))?.isFile() === true
  );
}

const isDirectory = (path: string): boolean => statOf(path)?.isDirectory() === true;

/** A path that may not be looked up counts as missing. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
