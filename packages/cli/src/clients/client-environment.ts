/**
 * Writes the files of certificates, and gives the variables that name them (`env`, `run`).
 *
 * Invariant: the root certificate is always read from the router. A file in the project is never
 * handed to other programs as a root to trust: a cloned repository may contain one.
 */
import { lookup } from 'node:dns/promises';
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { callable } from '@smolfaas/core/pipelines/callable.js';
import type { Environment } from '../process/environment.js';
import type { LocalContext } from '../session/session.js';
import { ROUTER_CA, withRouter } from '../settings/client-certificates.js';
import { clientEnvironment } from '../trust/environment.js';
import { trustFiles, writeOwn } from '../trust/trust-files.js';

export interface ClientVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** What the user should know, such as a name that does not resolve. */
  readonly notes: readonly string[];
}

/** @throws router-not-running, functions-dir-*, engine-*, state-unwritable */
export async function clientVariables(
  { settings, connect }: LocalContext,
  { env }: Pick<Environment, 'env'>,
): Promise<ClientVariables> {
  const { root, functions, remoteHost } = await callable(await connect(), []);
  const files = trustFiles(settings.stateDb);
  try {
    writeOwn(files.root, root);
    writeOwn(files.bundle, withRouter(settings.host.ca, root));
  } catch (error) {
    throw new SmolfaasError('state-unwritable', { path: files.root, errno: systemCode(error) ?? 'error' });
  }
  const deployed = functions.filter(({ url }) => url !== undefined).map((one) => one.function);
  const { NODE_EXTRA_CA_CERTS: extra, [ROUTER_CA]: former } = env;
  const nodeExtra = extra === former ? undefined : extra; // of another project
  const variables = clientEnvironment({ settings, functions: deployed, files, remoteHost, nodeExtra });
  return { variables, notes: await resolves(settings.addr, variables['SMOLFAAS_ADDRESS'] ?? '') };
}

/**
 * Browsers, curl and systemd-resolved know that names below `.localhost` are this machine. Plain
 * resolvers do not, and then Node.js and Python find no address.
 */
async function resolves(addr: string, address: string): Promise<readonly string[]> {
  const name = addr.replace(/^\[|\]$/g, '');
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  try {
    await lookup(name);
    return [];
  } catch {
    return [
      `${name} does not resolve here, so Node.js and Python do not find it; add it: echo '${host} ${name}' | sudo tee -a /etc/hosts`,
    ];
  }
}
