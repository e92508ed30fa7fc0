/**
 * Where the log file of a project is: in the user's state directory (XDG Base Directory Specification), not beside the
 * functions, where it would become part of somebody's repository. One file for each state database, since that is what makes
 * a project.
 */
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Environment } from '../process/environment.js';

/** Absolute path; readable by the name of the project's directory, unique by a hash of the database's path. */
export function logPath(stateDb: string, { env, home }: Pick<Environment, 'env' | 'home'>): string {
  const state = env['XDG_STATE_HOME'];
  const folder = state?.startsWith('/') ? state : join(home, '.local', 'state');
  const name = basename(dirname(stateDb)).replace(/[^\w.-]/g, '_') || 'root';
  const hash = createHash('sha256').update(stateDb).digest('hex').slice(0, 8);
  return join(folder, 'smolfaas', `${name}-${hash}.log`);
}
