/**
 * Certificates for registries from Docker's directories: one directory per registry, named by host
 * and port.
 *
 *   <directory>/registry.example:5000/ca.crt        every *.crt: authorities to trust
 *                                     client.cert   with client.key of the same name: the client's
 *                                                   own certificate
 *
 * Directories: /etc/docker/certs.d, then those of Docker Desktop and of rootless engines below the
 * home directory. The first one with an entry for a registry counts. Documentation:
 * docs.docker.com/engine/security/certificates.
 *
 * Gotcha: unreadable files are skipped. They are the engine's configuration, usually root's, and
 * may concern registries that no function needs. A builder that lacks one reports that when it
 * fetches.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registries, RegistrySettings } from '@smolfaas/core';
import type { Environment } from '../process/environment.js';

/** Host names and addresses with a port; other entries are not registries. */
const HOST = /^[a-z0-9[][a-z0-9.:\]-]*$/;

/** Undefined when there are none. */
export function registryCertificates({ home }: Pick<Environment, 'home'>, etc = '/etc'): Registries | undefined {
  const places = [join(etc, 'docker'), join(home, '.docker'), join(home, '.config', 'docker')];
  const found: Record<string, RegistrySettings> = {};
  for (const place of places) {
    for (const host of entries(join(place, 'certs.d'))) {
      const settings = HOST.test(host) ? certificatesIn(join(place, 'certs.d', host)) : undefined;
      if (settings !== undefined) found[host] ??= settings;
    }
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function certificatesIn(directory: string): RegistrySettings | undefined {
  const names = entries(directory);
  const ca = names.flatMap((name) => (name.endsWith('.crt') ? (read(join(directory, name)) ?? []) : []));
  const clients = names.flatMap((name) => clientPair(directory, name) ?? []);
  if (ca.length === 0 && clients.length === 0) return undefined;
  return {
    ...(ca.length > 0 && { ca: ca.map((pem) => `${pem.trim()}\n`).join('') }),
    ...(clients[0] && { client: clients[0] }),
  };
}

function clientPair(directory: string, name: string): RegistrySettings['client'] {
  if (!name.endsWith('.cert')) return undefined;
  const cert = read(join(directory, name));
  const key = read(join(directory, name.replace(/cert$/, 'key')));
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function entries(directory: string): readonly string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch {
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
