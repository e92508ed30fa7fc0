/**
 * The package indexes from pip's configuration, found as pip itself finds them. Files in the order
 * global, user, virtual environment, PIP_CONFIG_FILE; then pip's variables. Later sources win,
 * setting by setting. `[install]` wins over `[global]`.
 */
import { devNull } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../process/environment.js';
import { configHome } from '../config-home.js';
import { readIfThere } from '../read-if-there.js';

/** Sources of Python packages. */
export interface PackageIndexes {
  /** URL of the index that replaces PyPI. */
  readonly main?: string;
  readonly further: readonly string[];
  /** Hosts whose certificates are not verified. */
  readonly insecureHosts: readonly string[];
}

/** @throws bad-flag when an existing file cannot be read */
export function pipIndexes(environment: Environment): PackageIndexes {
  const settings: Record<string, string> = {};
  for (const path of configFiles(environment)) Object.assign(settings, sections(path));
  const of = (name: string) =>
    environment.env[`PIP_${name.toUpperCase().replaceAll('-', '_')}`] || settings[name] || '';
  const list = (name: string) =>
    of(name)
      .split(/\s+/)
      .filter((part) => part !== '');
  const main = of('index-url').trim();
  return { ...(main !== '' && { main }), further: list('extra-index-url'), insecureHosts: list('trusted-host') };
}

/** pip: `PIP_CONFIG_FILE` set to the null device means no files at all. */
function configFiles(environment: Environment): string[] {
  const { env, home, platform } = environment;
  const named = env['PIP_CONFIG_FILE'];
  if (named === devNull) return [];
  const user =
    platform === 'darwin' ? join(home, 'Library', 'Application Support', 'pip') : join(configHome(environment), 'pip');
  const found = ['/etc/pip.conf', join(home, '.pip', 'pip.conf'), join(user, 'pip.conf')];
  if (env['VIRTUAL_ENV']) found.push(join(env['VIRTUAL_ENV'], 'pip.conf'));
  return named ? [...found, named] : found;
}

/**
 * `[global]`, then `[install]`, of Python's INI dialect: a line that begins with a blank continues
 * the value before it.
 */
function sections(path: string): Record<string, string> {
  const found: Record<'global' | 'install', Record<string, string>> = { global: {}, install: {} };
  let section: Record<string, string> | undefined;
  let last = '';
  for (const line of Buffer.from(readIfThere(path, 'PIP_CONFIG_FILE') ?? '')
    .toString('utf8')
    .split(/\r?\n/)) {
    const [, header] = /^\[([^\]]+)\]/.exec(line) ?? [];
    const [, key, value = ''] = /^([\w-]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (header !== undefined) section = header === 'global' || header === 'install' ? found[header] : undefined;
    else if (section === undefined || /^\s*(?:[#;].*)?$/.test(line)) continue;
    else if (key !== undefined) section[(last = key.replaceAll('_', '-'))] = value;
    else if (/^\s/.test(line)) section[last] = `${section[last] ?? ''} ${line.trim()}`;
  }
  return { ...found.global, ...found.install };
}
