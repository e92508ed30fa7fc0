/**
 * Makes the volumes that a container's body mounts by name with labels, before the container is created.
 *
 *   POST /volumes/create {Name, Labels}   201, also when there is one of this name, which stays as it is
 *   GET  /volumes/<name>                  200: whose it is
 *
 * Why: labels say whose a volume is. Docker gives a volume that it makes along with a container the labels of the mount; Podman makes it without.
 */
import { LABEL, type Labels, notOurs } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';

/** What is looked at of a mount. */
interface Mount {
  readonly Type?: string;
  readonly Source?: string;
  readonly VolumeOptions?: { readonly Labels?: Labels };
}

/**
 * `body` is that of `POST /containers/create`.
 * @throws SmolfaasError foreign-object, project-conflict for a volume that is not ours; engine-*
 */
export async function makeVolumes(engine: Connection, body: object, signal: AbortSignal): Promise<void> {
  for (const volume of labelledVolumes(body)) {
    await engine.call(`create volume ${volume.Name}`, signal, (docker, abortSignal) =>
      docker.createVolume({ ...volume, abortSignal }),
    );
    await requireOurs(engine, volume.Name, volume.Labels, signal);
  }
}

/** Another project may have made it since this run has looked. */
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
