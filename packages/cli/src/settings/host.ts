/**
 * What builds take from this host: its certificates, its proxies, and the user's own settings of the package managers
 * (registries, mirrors, tokens). They reach install steps as secrets, so neither images nor cache keys tell about them.
 */
import { join } from 'node:path';
import type { HostSettings, ProxySettings } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { caBundle } from './ca-bundle.js';
import { readIfThere } from './read-if-there.js';

type Env = Environment['env'];

/** @throws bad-flag when a file that is there cannot be read */
export function hostSettings(environment: Environment): HostSettings {
  const npmrc = readIfThere(npmrcPath(environment), 'npm_config_userconfig');
  const goenvFile = goenvPath(environment);
  const goenv = goenvFile === undefined ? undefined : readIfThere(goenvFile, 'GOENV');
  const uv = readIfThere(uvPath(environment), 'UV_CONFIG_FILE');
  const proxy = proxySettings(environment.env);
  return {
    ca: caBundle(environment.env),
    ...(npmrc === undefined ? {} : { npmrc }),
    ...(goenv === undefined ? {} : { goenv }),
    ...(uv === undefined ? {} : { uv }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** npm's user configuration; npm itself reads this variable in either case. */
function npmrcPath({ env, home }: Environment): string {
  return env['npm_config_userconfig'] || env['NPM_CONFIG_USERCONFIG'] || join(home, '.npmrc');
}

/** Where `go env -w` writes; `GOENV=off` means that there is none. */
function goenvPath(environment: Environment): string | undefined {
  const { GOENV } = environment.env;
  if (GOENV === 'off') return undefined;
  const folder =
    environment.platform === 'darwin'
      ? join(environment.home, 'Library', 'Application Support')
      : configHome(environment);
  return GOENV || join(folder, 'go', 'env');
}

function uvPath(environment: Environment): string {
  return environment.env['UV_CONFIG_FILE'] || join(configHome(environment), 'uv', 'uv.toml');
}

/** XDG Base Directory Specification: an unset, empty or relative value means the default. */
function configHome({ env, home }: Environment): string {
  const folder = env['XDG_CONFIG_HOME'];
  return folder?.startsWith('/') ? folder : join(home, '.config');
}

/** Lower case wins over upper case, as in curl; undefined when no proxy is set. */
export function proxySettings(env: Env): ProxySettings | undefined {
  const settings: Record<string, string> = {};
  for (const kind of ['http', 'https', 'ftp', 'no', 'all'] as const) {
    const value = env[`${kind}_proxy`] || env[`${kind}_proxy`.toUpperCase()];
    if (value) settings[kind] = value;
  }
  return Object.keys(settings).length === 0 ? undefined : settings;
}
