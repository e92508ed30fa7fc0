/**
 * Finds and reads the project file `smolfaas.yaml` and returns its value. It runs before the
 * settings, which take their values from it.
 *
 * Invariant: a project without the file costs a few file system lookups and nothing else. The YAML
 * parser and the schema take longer to import than all the rest of a run that has nothing to do. So
 * they are imported only when there is something to parse.
 */
import { dirname, resolve } from 'node:path';
import { isSmolfaasError, SmolfaasError, systemCode } from '@smolfaas/core';
import type { FlagValues } from '../../flags/common.js';
import type { Environment } from '../../process/environment.js';
import { notTooLong } from '../check-value.js';
import { readFile } from '../read-file.js';
import { functionsDir } from '../settings.js';
import { type SourcedText, valuesOf } from '../values.js';
import { findProjectFile } from './find.js';
import { NO_PROJECT_FILE, type ProjectFile } from './project-file.js';

type Surroundings = Pick<Environment, 'cwd' | 'home' | 'env'>;

/** @throws bad-flag, project-file-unreadable, project-file-invalid, unknown-profile */
export async function loadProjectFile(flags: FlagValues, environment: Surroundings): Promise<ProjectFile> {
  const profile = valuesOf(flags, environment.env, NO_PROJECT_FILE).given('profile');
  const path = pathOf(flags, environment);
  if (path === undefined) return withoutFile(profile);
  const text = read(path);
  const { parseProjectFile } = await import('./parse.js');
  const project = parseProjectFile(path, text, profile);
  const isExpected = flags.config !== undefined || dirname(path) === dirname(functionsDir(flags, environment, project));
  return isExpected || project.values.has('functions-dir') ? project : { ...project, note: `project file: ${path}` };
}

/**
 * The same for `down`, which a broken file must not stop: what cannot be read becomes a warning.
 * @throws bad-flag
 */
export async function loadNames(flags: FlagValues, environment: Surroundings): Promise<ProjectFile> {
  const profile = valuesOf(flags, environment.env, NO_PROJECT_FILE).given('profile');
  try {
    const path = pathOf(flags, environment);
    if (path === undefined) return withoutFile(profile);
    const text = read(path);
    const { readNames } = await import('./lenient.js');
    return readNames(path, text, profile);
  } catch (error) {
    if (!isSmolfaasError(error, 'project-file-unreadable') && !isSmolfaasError(error, 'project-file-invalid'))
      throw error;
    const { unusable } = await import('./lenient.js');
    return { ...NO_PROJECT_FILE, warning: unusable(error) };
  }
}

function pathOf(flags: FlagValues, environment: Surroundings): string | undefined {
  const named = valuesOf(flags, environment.env, NO_PROJECT_FILE).given('config');
  if (named !== undefined) return notTooLong(named[0], resolve(environment.cwd, named[1]));
  return findProjectFile(functionsDir(flags, environment), environment.home);
}

/** @throws unknown-profile: without a file there are no profiles */
function withoutFile(profile: SourcedText | undefined): ProjectFile {
  if (profile === undefined) return NO_PROJECT_FILE;
  throw new SmolfaasError('unknown-profile', { source: profile[0], name: profile[1], known: [] });
}

function read(path: string): string {
  try {
    return readFile(path).toString('utf8');
  } catch (cause) {
    throw new SmolfaasError('project-file-unreadable', { path, errno: systemCode(cause) ?? 'error' }, { cause });
  }
}
