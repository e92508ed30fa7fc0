/**
 * Lists the layers of an image that an archive loaded into the engine may omit.
 *
 *   GET /images/<name>/json   RootFS.Layers: digests of the plain layers, the lowest first | 404
 *
 * Docker's own image stores open a layer's file only when they have no layer with its digest on the
 * same layers below. The others require every file. Containerd's store resolves all files before it
 * checks what it has, and keeps compressed layers, whose digests differ. Podman also requires every
 * file. Containerd's store is recognized by its ids, which are digests of manifests.
 */
import type { Connection } from '../connection/connection.js';
import { isManifestId } from '../connection/image-name.js';
import { unlessMissing } from '../connection/unless-missing.js';

/**
 * Empty when the engine has no such image; undefined when it requires all layers.
 * @throws SmolfaasError engine-*
 */
export async function heldLayers(
  engine: Connection,
  reference: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  if (engine.isPodman) return undefined;
  const asked = engine.call(`inspect image ${reference}`, signal, (docker) => docker.getImage(reference).inspect());
  const image = await unlessMissing(asked);
  if (image === undefined) return [];
  return isManifestId(image.Id, image.RepoDigests ?? []) ? undefined : (image.RootFS?.Layers ?? []);
}
