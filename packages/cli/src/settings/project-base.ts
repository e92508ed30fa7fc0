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
import { dirname, join } from 'node:path';
import type { FlagValues } from '../flags/common.js';
import type { Environment } from '../process/environment.js';
import { PROJECT_FILE } from './project-file/file-name.js';

const FUNCTIONS = 'functions';
const STATE_DB = '.smolfaas';

/** The directory of a project whose functions directory was not given. Absolute paths. */
export interface ProjectBase {
  /** Where ./functions and the database are by default. */
  readonly base: string;
  /** The base, when it is a directory above the working directory. */
  readonly above?: string;
  /** The last directory that was searched, when no project was found. */
  readonly searchedTo?: string;
}

/** Searches only if no functions directory was given. */
export function projectBase(
  { 'functions-dir': given }: Pick<FlagValues, 'functions-dir'>,
  { cwd, home }: Pick<Environment, 'cwd' | 'home'>,
): ProjectBase {
  if (given !== undefined || isDirectory(join(cwd, FUNCTIONS))) return { base: cwd };
  const found = search(cwd, home);
  return { base: found.above ?? cwd, ...found };
}

/** The nearest directory above `cwd` with a project, or how far SmolFaaS looked. */
function search(cwd: string, home: string): Omit<ProjectBase, 'base'> {
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
