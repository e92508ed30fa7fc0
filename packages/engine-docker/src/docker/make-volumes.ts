/**
 * Makes the volumes that a container's body mounts by name with labels, before the container is created.
 *
 *   POST /volumes/create {Name, Labels}   201, also when there is one of this name, which stays as it is
 *
 * Why: labels say whose a volume is. Docker gives a volume that it makes along with a container the labels of the mount; Podman makes it without.
 */
import type { Connection } from './connection/connection.js';

/** What is looked at of a mount. */
interface Mount {
  readonly Type?: string;
  readonly Source?: string;
  readonly VolumeOptions?: { readonly Labels?: Readonly<Record<string, string>> };
}

/** `body` is that of `POST /containers/create`. @throws SmolfaasError engine-* */
export async function makeVolumes(engine: Connection, body: object, signal: AbortSignal): Promise<void> {
  for (const volume of labelledVolumes(body)) {
    await engine.call(`create volume ${volume.Name}`, signal, (docker, abortSignal) =>
      docker.createVolume({ ...volume, abortSignal }),
    );
  }
}

/** Pure. */
function labelledVolumes(body: { HostConfig?: { Mounts?: readonly Mount[] } }) {
  return (body.HostConfig?.Mounts ?? []).flatMap(({ Type, Source, VolumeOptions }) => {
    const labels = VolumeOptions?.Labels;
    return Type === 'volume' && Source && labels ? [{ Name: Source, Labels: { ...labels } }] : [];
  });
}
