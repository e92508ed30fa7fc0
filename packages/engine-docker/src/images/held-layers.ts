/**
 * Which layers of an image need not be in an archive that is loaded into the engine.
 *
 *   GET /images/<name>/json   RootFS.Layers: digests of the plain layers, the lowest first | 404
 *
 * Docker's own image stores open a layer's file only when they have none with its digest on the same layers below. The others want every file:
 * containerd's store resolves them all before it looks what it has, and keeps packed ones, whose digests are others; so does Podman. Containerd's store
 * is known by its ids, which are digests of manifests.
 */
import type { Connection } from '../connection/connection.js';
import { isManifestId } from '../connection/image-name.js';
import { unlessMissing } from '../connection/unless-missing.js';

/** None when the engine has no such image; undefined when it wants all layers. @throws SmolfaasError engine-* */
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
