/**
 * What builds take from this host (certificates, registry settings, proxies), so that the peers' builds are given the same.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnvironment } from '../../packages/cli/dist/process/environment.js';
import { hostSettings } from '../../packages/cli/dist/settings/host.js';
import { hostSettingsOf } from '../../packages/core/dist/make/host-settings.js';
import { loadable, runtimeList } from './runtimes.mjs';

export const SECRETS = ['ca', 'npmrc', 'yarnrc', 'goenv', 'uv', 'uv-with-pip', 'netrc'];

/** Core's `HostSettings`, as the CLI reads them for these runtimes. */
export const readHost = (runtimes = []) =>
  hostSettings(
    readEnvironment(),
    runtimes.map(({ manifest }) => manifest),
  );

/** A file for each secret below `dir`. One that this host has not got is a line end, as SmolFaaS serves it. */
export async function writeSecrets(dir) {
  const runtimes = loadable(runtimeList());
  const host = readHost(runtimes);
  const secrets = Object.fromEntries(SECRETS.map((id) => [id, { host: id }]));
  const found = await hostSettingsOf({ function: 'bench', runtime: runtimes[0], secrets }, runtimes, host);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  for (const id of SECRETS)
    await writeFile(join(dir, id), (id === 'ca' ? host.ca : found[id]) ?? '\n', { mode: 0o600 });
}

/** The proxies as arguments that every Dockerfile predefines: `{ HTTP_PROXY: … }`. */
export function proxyArguments({ proxy = {} } = readHost()) {
  return Object.fromEntries(Object.entries(proxy).map(([kind, value]) => [`${kind.toUpperCase()}_PROXY`, value]));
}
