/**
 * Translates the engine's address for the BuildKit client: the same socket or host, where the
 * client asks for the engine's BuildKit. Pure.
 *
 * From API 1.53 (Engine 29.2) on, the engine answers gRPC without an upgrade of the connection, and
 * deprecates the upgrade.
 */
import type { DockerTarget } from '@smolfaas/buildkit';
import { compareApi } from './connection/version.js';
import type { Endpoint } from './endpoint/endpoint.js';

const DIRECT_SINCE = '1.53';

/**
 * `newestApi` is the newest API that the engine speaks. It may be newer than the version used for
 * all other calls.
 */
export function buildKitTarget({ address }: Endpoint, newestApi: string): DockerTarget {
  const transport = compareApi(newestApi, DIRECT_SINCE) < 0 ? 'upgrade' : 'h2c';
  if (address.kind === 'socket') return { kind: 'docker', socketPath: address.path, transport };
  const { host, port, tls } = address;
  return { kind: 'docker', host, port, ...(tls && { tls }), transport };
}
