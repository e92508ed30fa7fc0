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
  const goenv = goSettings(environment);
  const uv = readIfThere(uvPath(environment), 'UV_CONFIG_FILE');
  const netrc = readIfThere(netrcPath(environment), 'NETRC');
  const proxy = proxySettings(environment.env);
  return {
    ca: caBundle(environment.env),
    ...(npmrc === undefined ? {} : { npmrc }),
    ...(goenv === undefined ? {} : { goenv }),
    ...(uv === undefined ? {} : { uv }),
    ...(netrc === undefined ? {} : { netrc }),
    ...(proxy === undefined ? {} : { proxy }),
    variables: environment.env,
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

/** Where modules come from, and who vouches for them. Those about this machine (GOOS, GOFLAGS, …) are none of a build's business. */
const GO_VARIABLES = ['GOPROXY', 'GOPRIVATE', 'GONOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOINSECURE', 'GOVCS'];

/** As the go command sees them: its file, then the shell's variables, which win as later lines do. */
function goSettings(environment: Environment): Uint8Array | undefined {
  const file = goenvPath(environment);
  const written = file === undefined ? undefined : readIfThere(file, 'GOENV');
  const lines = GO_VARIABLES.flatMap((name) => {
    const value = environment.env[name];
    return value ? [`${name}=${value}\n`] : [];
  });
  if (lines.length === 0) return written;
  return Buffer.concat([...(written === undefined ? [] : [written, Buffer.from('\n')]), Buffer.from(lines.join(''))]);
}

/** curl's and go's rule: the variable, else the file in the home directory. */
function netrcPath({ env, home, platform }: Environment): string {
  return env['NETRC'] || join(home, platform === 'win32' ? '_netrc' : '.netrc');
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
