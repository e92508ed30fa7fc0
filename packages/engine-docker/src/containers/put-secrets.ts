/**
 * Copies secrets into a container that was created and not yet started, as put-certificates.ts does
 * with certificates: into an anonymous volume that is removed with the container.
 *
 * They belong to root and are readable for all users of the container: an image may name its user,
 * or start as root and switch to another one. Docker's own secrets have the same mode.
 *
 * Gotchas:
 *  - The volume is on the engine's disk, below a directory that only root can read. It is not in
 *    memory: an engine unmounts a volume in memory before the start, and loses its content.
 *  - `docker commit` and `docker image save` contain no volumes.
 */
import type { ContainerSecret } from '@smolfaas/core';
import { tar } from '@smolfaas/core/tar.js';
import type { Connection } from '../connection/connection.js';

/** Where programs look for secrets: the path that Docker, Compose and BuildKit use. */
const DIRECTORY = '/run/secrets';

/** The mount of a volume for them. `NoCopy`: files that the image has there are no secrets. */
export function secretsMount() {
  return { Type: 'volume' as const, Source: '', Target: DIRECTORY, VolumeOptions: { NoCopy: true } };
}

/** @throws SmolfaasError engine-* */
export async function putSecrets(
  engine: Connection,
  id: string,
  secrets: readonly ContainerSecret[],
  signal: AbortSignal,
): Promise<void> {
  const archive = tar(secrets.map(({ name, value }) => ({ name, mode: 0o444, content: value })));
  await engine.call(`copy secrets into container ${id}`, signal, (docker, abortSignal) =>
    docker.getContainer(id).putArchive(Buffer.from(archive), { path: DIRECTORY, abortSignal }),
  );
}
