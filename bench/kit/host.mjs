/**
 * What builds take from this host (certificates, registry settings, proxies), so that the peers' builds are given the same.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../../packages/cli/dist/process/environment.js';
import { hostSettings } from '../../packages/cli/dist/settings/host.js';

export const SECRETS = ['ca', 'npmrc', 'yarnrc', 'goenv', 'uv', 'uv-with-pip', 'netrc'];

/** Core's `HostSettings`, as the CLI reads them. */
export const readHost = () => hostSettings(readEnvironment());

/** A file for each secret below `dir`. One that this host has not got is a line end, as SmolFaaS serves it. */
export async function writeSecrets(dir, host = readHost()) {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (const id of SECRETS) await writeFile(join(dir, id), host[id] ?? '\n', { mode: 0o600 });
}

/** The proxies as arguments that every Dockerfile predefines: `{ HTTP_PROXY: … }`. */
export function proxyArguments({ proxy = {} } = readHost()) {
  return Object.fromEntries(Object.entries(proxy).map(([kind, value]) => [`${kind.toUpperCase()}_PROXY`, value]));
}
