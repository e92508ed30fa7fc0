/**
 * The directory where users keep the settings of their tools, by the XDG Base Directory
 * Specification. An unset, empty or relative value of the variable means the default.
 */
import { join } from 'node:path';
import type { Environment } from '../process/environment.js';

export function configHome({ env, home }: Pick<Environment, 'env' | 'home'>): string {
  const folder = env['XDG_CONFIG_HOME'];
  return folder?.startsWith('/') ? folder : join(home, '.config');
}
