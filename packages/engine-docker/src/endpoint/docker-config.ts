/**
 * The docker client's configuration directory, and the certificates in it or in a directory with
 * the same layout.
 *
 * Place in the flow: shared by the strategies that read DOCKER_HOST and contexts. `ca.pem`,
 * `cert.pem` and `key.pem` are the docker client's names in every such directory.
 */
import { join } from 'node:path';
import type { EndpointTls } from './endpoint.js';
import type { Files, ClientHost } from './client-host.js';

/** Directory of the docker client's configuration. */
export function dockerConfigDir(client: ClientHost): string {
  return client.env.DOCKER_CONFIG || join(client.home, '.docker');
}

/** Reads `ca.pem`, `cert.pem` and `key.pem`, as far as they exist. */
export function readTls(directory: string, files: Files): EndpointTls {
  const ca = files.read(join(directory, 'ca.pem'));
  const cert = files.read(join(directory, 'cert.pem'));
  const key = files.read(join(directory, 'key.pem'));
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
