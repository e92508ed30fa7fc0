/**
 * Where a run of the tests keeps archives of base images, for engines of its own: one folder for all processes of the run.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VARIABLE = 'SMOLFAAS_TEST_ARCHIVES';

/** Called once by the process that starts the others: they inherit the folder. */
export function chooseArchiveFolder() {
  process.env[VARIABLE] = join(tmpdir(), `smolfaas-test-archives-${process.pid}`);
  return process.env[VARIABLE];
}

/** Absolute; it may not exist yet. */
export function archiveFolder() {
  const folder = process.env[VARIABLE];
  if (folder === undefined) throw new Error('no folder was chosen for archives: run the tests by vitest');
  return folder;
}
