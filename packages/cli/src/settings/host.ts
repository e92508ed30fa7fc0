/**
 * What builds take from this host: its certificates, its proxies, and the user's settings of the
 * package managers (registries, mirrors, tokens). They reach install steps as secrets, so they
 * appear neither in images nor in cache keys.
 */
import { join } from 'node:path';
import type { HostSettings } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';
import { caBundle } from './ca-bundle.js';
import { goSettings } from './packages/go.js';
import { npmSettings } from './packages/npm.js';
import { uvSettings } from './packages/uv.js';
import { yarnSettings } from './packages/yarn.js';
import { proxySettings } from './proxies.js';
import { registryCertificates } from './registry-certificates.js';
import { readIfThere } from './read-if-there.js';

/** @param caFile the value of --ca-file. @throws bad-flag when an existing file cannot be used */
export function hostSettings(environment: Environment, caFile?: string): HostSettings {
  const { env, cwd } = environment;
  const proxy = proxySettings(environment);
  const { uv, withPip } = uvSettings(environment);
  const found = {
    npmrc: npmSettings(environment),
    yarnrc: yarnSettings(environment, proxy),
    goenv: goSettings(environment),
    uv,
    'uv-with-pip': withPip,
    netrc: readIfThere(netrcPath(environment), 'NETRC'),
    proxy,
    registries: registryCertificates(environment),
  };
  const present = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  return { ca: caBundle({ env, cwd, caFile }), ...present, variables: env };
}

/** The rule of curl and go: the variable, else the file in the home directory. */
function netrcPath({ env, home, platform }: Environment): string {
  return env['NETRC'] || join(home, platform === 'win32' ? '_netrc' : '.netrc');
}
