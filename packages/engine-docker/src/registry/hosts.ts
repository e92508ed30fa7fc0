/**
 * One registry, many spellings: what Docker's configuration, its helpers, the engine and BuildKit
 * call the same host. Pure.
 *
 *   | where                              | Docker Hub                  | any other             |
 *   |------------------------------------|-----------------------------|-----------------------|
 *   | references                         | docker.io                   | ghcr.io, host:5000    |
 *   | BuildKit's request for a login     | registry-1.docker.io        | host:5000             |
 *   | config.json (`docker login` wrote) | https://index.docker.io/v1/ | host:5000; older ones |
 *   |                                    |                             | https://host:5000/v2/ |
 *   | requests to credential helpers     | https://index.docker.io/v1/ | host:5000             |
 *   | certs.d                            | docker.io                   | host:5000             |
 */

/** The key of Docker Hub in `config.json`, and its server address. */
const HUB_SERVER = 'https://index.docker.io/v1/';
const HUB = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'www.docker.io',
  'registry.hub.docker.com',
]);

/**
 * Host and port, without scheme and path; `docker.io` for every name of Docker Hub. Two spellings
 * mean the same registry if this is equal.
 */
export function registryHost(spelling: string): string {
  const [host = ''] = spelling.replace(/^https?:\/\//i, '').split('/');
  const name = host.toLowerCase();
  return HUB.has(name) ? 'docker.io' : name;
}

/** The name that credential helpers and the engine's `serveraddress` use. */
export function serverAddress(host: string): string {
  const name = registryHost(host);
  return name === 'docker.io' ? HUB_SERVER : name;
}
