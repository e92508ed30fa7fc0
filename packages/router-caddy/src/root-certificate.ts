/**
 * Reads the root certificate of the router's authority from its volume, so that clients on this
 * machine can trust it. It is public: the key beside it stays in the volume.
 */
import type { ObservedContainer } from '@smolfaas/core';
import { firstEntry } from '@smolfaas/core/tar.js';
import { AUTHORITY } from './authority.js';
import { DATA_DIR } from './container-layout.js';
import type { RouterEngine } from './router-engine.js';

const FILE = 'root.crt';

/**
 * PEM text; undefined when Caddy has not made it yet. The engine reads it through the container,
 * which need not run. @throws engine-*
 */
export async function rootCertificate(
  engine: RouterEngine,
  { id }: Pick<ObservedContainer, 'id'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `${DATA_DIR}/caddy/pki/authorities/${AUTHORITY}/${FILE}`;
  const archive = await engine.getArchive(id, path, signal);
  return archive && firstEntry(FILE, archive)?.toString('latin1');
}
