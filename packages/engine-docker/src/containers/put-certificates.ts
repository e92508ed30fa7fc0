/**
 * Copies certificates into a container that was created and not yet started.
 *
 *   POST /containers/create       with an anonymous volume at the directory of the file
 *   PUT  /containers/<id>/archive?path=<directory>   a tar with the one file
 *
 * A volume, because an engine unpacks nothing into a read-only root. An archive, because the file
 * may be on another machine than the engine. The volume is removed with its container. The file
 * belongs to root and is readable by all users, since functions run as another user.
 */
import { basename, dirname } from 'node:path/posix';
import type { ContainerSpec } from '@smolfaas/core';
import { tar } from '@smolfaas/core/tar.js';
import type { Connection } from '../connection/connection.js';

type Certificates = NonNullable<ContainerSpec['certificates']>;

/** The mount of a volume for them. */
export function certificatesMount({ path }: Certificates) {
  return { Type: 'volume' as const, Source: '', Target: dirname(path) };
}

/** @throws SmolfaasError engine-* */
export async function putCertificates(
  engine: Connection,
  id: string,
  { path, pem }: Certificates,
  signal: AbortSignal,
): Promise<void> {
  const file = { name: basename(path), mode: 0o444, content: Buffer.from(pem).toString('utf8') };
  await engine.call(`copy certificates into container ${id}`, signal, (docker, abortSignal) =>
    docker.getContainer(id).putArchive(Buffer.from(tar([file])), { path: dirname(path), abortSignal }),
  );
}
