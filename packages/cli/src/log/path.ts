/**
 * The path of a project's log file: in the user's state directory (XDG Base Directory
 * Specification). Beside the functions it would become part of the project's repository. Each state
 * database has one log file, since the database is what defines a project.
 */
import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Environment } from '../process/environment.js';

/**
 * Absolute. Readable by the name of the project's directory, unique by a hash of the database's
 * path.
 */
export function logPath(stateDb: string, { env, home }: Pick<Environment, 'env' | 'home'>): string {
  const state = env['XDG_STATE_HOME'];
  const folder = state?.startsWith('/') ? state : join(home, '.local', 'state');
  const name = basename(dirname(stateDb)).replace(/[^\w.-]/g, '_') || 'root';
  const hash = createHash('sha256').update(stateDb).digest('hex').slice(0, 8);
  return join(folder, 'smolfaas', `${name}-${hash}.log`);
}
