/**
 * Finds and reads the project file `smolfaas.yaml` and returns its value. It runs before the
 * settings, which take the functions' choices from it.
 *
 * Invariant: a project without the file costs a few file system lookups and nothing else. The YAML
 * parser and the schema take longer to import than all the rest of a run that has nothing to do. So
 * they are imported only when there is something to parse.
 */
import { dirname, resolve } from 'node:path';
import { SmolfaasError, systemCode } from '@smolfaas/core';
import type { FlagValues } from '../../flags/common.js';
import type { Environment } from '../../process/environment.js';
import { notTooLong } from '../check-value.js';
import { readFile } from '../read-file.js';
import { projectDirectory } from '../project-directory.js';
import { findProjectFile } from './find.js';
import { NO_PROJECT_FILE, type ProjectFile } from './project-file.js';

/** @throws bad-flag, project-file-unreadable, project-file-invalid */
export async function loadProjectFile(
  flags: Pick<FlagValues, 'config' | 'functions-dir'>,
  environment: Pick<Environment, 'cwd' | 'home'>,
): Promise<ProjectFile> {
  const functions = projectDirectory(flags, environment).functionsDir;
  const named = flags.config ? notTooLong('--config', resolve(environment.cwd, flags.config)) : undefined;
  const path = named ?? findProjectFile(functions, environment.home);
  if (path === undefined) return NO_PROJECT_FILE;
  const text = read(path);
  const { parseProjectFile } = await import('./parse.js');
  const project = parseProjectFile(path, text);
  const isBeside = dirname(path) === dirname(functions);
  return named !== undefined || isBeside ? project : { ...project, note: `project file: ${path}` };
}

function read(path: string): string {
  try {
    return readFile(path).toString('utf8');
  } catch (cause) {
    throw new SmolfaasError('project-file-unreadable', { path, errno: systemCode(cause) ?? 'error' }, { cause });
  }
}
