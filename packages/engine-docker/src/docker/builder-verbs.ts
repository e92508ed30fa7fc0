/**
 * The verbs that a builder container needs besides those of any container (containers.ts): one of its files, and
 * whose its volume is; and the verbs for images.
 *
 *   GET /containers/<id>/archive?path=…    200, a tar archive | 404
 *   GET /volumes/<name>                    200 | 404
 */
import { buffer } from 'node:stream/consumers';
import type { Labels } from '@smolfaas/core';
import type { RegistryLogins } from '../registry-logins.js';
import type { Connection } from './connection/connection.js';
import { type Containers, containers } from './containers.js';
import { heldLayers } from './held-layers.js';
import { imageId, tagImage } from './images.js';
import { unlessMissing } from './unless-missing.js';

/** Each may throw `engine-*`. */
export interface BuilderVerbs extends Containers {
  /** One file as a tar archive; undefined when it is not there. */
  getArchive(id: string, path: string, signal: AbortSignal): Promise<Buffer | undefined>;
  /** Undefined when there is no volume of this name. */
  volumeLabels(name: string, signal: AbortSignal): Promise<Labels | undefined>;
  /** Undefined when there is no image of this name or id. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** Plain layers of an image, lowest first, that a load can do without; see held-layers.ts. */
  heldLayers(reference: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  tag(id: string, name: string, signal: AbortSignal): Promise<void>;
}

/** The verbs of one engine. */
export function builderVerbs(engine: Connection, logins: RegistryLogins): BuilderVerbs {
  return {
    ...containers(engine, logins),
    getArchive: (id, path, signal) =>
      unlessMissing(
        engine.call(`read ${path} in container ${id}`, signal, async (docker, abortSignal) =>
          buffer(await docker.getContainer(id).getArchive({ path, abortSignal })),
        ),
      ),
    volumeLabels: async (name, signal) => {
      const call = `inspect volume ${name}`;
      const found = await unlessMissing(engine.call(call, signal, (docker) => docker.getVolume(name).inspect()));
      return found && (found.Labels ?? {});
    },
    imageId: (reference, signal) => imageId(engine, reference, signal),
    heldLayers: (reference, signal) => heldLayers(engine, reference, signal),
    tag: (id, name, signal) => tagImage(engine, id, name, signal),
  };
}
