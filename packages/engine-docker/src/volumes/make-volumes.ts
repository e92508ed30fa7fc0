/**
 * Creates the volumes that a container's body mounts by name with labels, before the container is
 * created.
 *
 *   POST /volumes/create {Name, Labels}   201, even if the volume exists, which is left unchanged
 *   GET  /volumes/<name>                  200: its labels identify the owner
 *
 * Why: labels identify a volume's owner. Docker gives a volume that it creates along with a
 * container the labels of the mount. Podman creates it without labels.
 */
import { LABEL, type Labels, notOurs } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';

/** The part of a mount that is read here. */
interface Mount {
  readonly Type?: string;
  readonly Source?: string;
  readonly VolumeOptions?: { readonly Labels?: Labels };
}

/**
 * `body` is that of `POST /containers/create`.
 * @throws SmolfaasError foreign-object, project-conflict for a volume of another owner; engine-*
 */
export async function makeVolumes(engine: Connection, body: object, signal: AbortSignal): Promise<void> {
  for (const volume of labelledVolumes(body)) {
    await engine.call(`create volume ${volume.Name}`, signal, (docker, abortSignal) =>
      docker.createVolume({ ...volume, abortSignal }),
    );
    await requireOurs(engine, volume.Name, volume.Labels, signal);
  }
}

/** Another project may have created it since this run listed the volumes. */
async function requireOurs(engine: Connection, name: string, labels: Labels, signal: AbortSignal): Promise<void> {
  const found = await engine.call(`inspect volume ${name}`, signal, (docker) => docker.getVolume(name).inspect());
  const theirs = found.Labels ?? {};
  if (theirs[LABEL.project] === labels[LABEL.project]) return;
  throw notOurs({ kind: 'volume', name, id: name, labels: theirs }, labels[LABEL.functionsDir]);
}

/** Pure. */
function labelledVolumes(body: { HostConfig?: { Mounts?: readonly Mount[] } }) {
  return (body.HostConfig?.Mounts ?? []).flatMap(({ Type, Source, VolumeOptions }) => {
    const labels = VolumeOptions?.Labels;
    return Type === 'volume' && Source && labels ? [{ Name: Source, Labels: { ...labels } }] : [];
  });
}
