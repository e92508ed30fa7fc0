/**
 * The engine's address as the BuildKit client wants it: the same socket or host, where it asks for the engine's BuildKit. Pure.
 */
import type { BuildKitTarget } from '@smolfaas/buildkit';
import type { Endpoint } from './docker/endpoint/endpoint.js';

/** `POST /grpc` goes to the same place as every other call to the engine. */
export function buildKitTarget({ address }: Endpoint): BuildKitTarget {
  if (address.kind === 'socket') return { kind: 'docker', socketPath: address.path };
  const { host, port, tls } = address;
  return { kind: 'docker', host, port, ...(tls && { tls }) };
}
