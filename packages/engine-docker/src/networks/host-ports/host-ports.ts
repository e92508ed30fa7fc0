/**
 * Checks whether a port of this host is free. The only reliable check is to listen on it for a
 * moment.
 *
 *   it works          free
 *   EADDRINUSE        taken; its holder is looked up as far as this user may see it
 *   EACCES            this user may not (a low port). What counts is whether the engine may. Its
 *                     daemon usually is root, so nothing follows. A rootless daemon has the same
 *                     limit: port-forbidden
 *   EADDRNOTAVAIL     the address is not of this host (no IPv6, say), so no process can hold the
 *                     port there
 *
 * Gotcha: an engine elsewhere (a tcp endpoint) publishes on its own host. This host's ports say
 * nothing about that.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type HostPorts, SmolfaasError, systemCode } from '@smolfaas/core';
import { findOwner } from './port-owner.js';

/** What is known about the engine that will publish the port. */
export interface Publisher {
  /** False when it runs on another machine. */
  readonly isLocal: boolean;
  /** True when its daemon has no more rights than this user; queried only if it matters. */
  isRootless(): Promise<boolean>;
}

/** Checks ports of this host that this engine will publish. */
export function hostPorts(publisher: Publisher): HostPorts {
  return {
    async holder(address, port) {
      if (!publisher.isLocal) return undefined;
      const errno = await tryToListen(address, port);
      if (errno === 'EADDRINUSE') return findOwner(port);
      if (errno === 'EACCES' && (await publisher.isRootless())) {
        throw new SmolfaasError('port-forbidden', { port, address });
      }
      return undefined;
    },
  };
}

/** The system's error code; undefined when listening works. */
async function tryToListen(address: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ host: address, port, exclusive: true, ipv6Only: address.includes(':') });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    const errno = systemCode(error);
    if (errno === undefined) throw error;
    return errno;
  } finally {
    server.close();
  }
}
