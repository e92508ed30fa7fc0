/**
 * Adds and removes names of images. The engine itself deletes an image's data once its last name is
 * gone.
 *
 *   POST   /images/<id>/tag?repo=…&tag=…  201
 *   GET    /images/<name>/json            200 | 404 the engine does not have it
 *   DELETE /images/<name>                 200 | 404 gone | 409 its last name, and containers use it
 */
import { SmolfaasError } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { statusOf } from '../connection/failure.js';
import { splitTag } from '../connection/image-name.js';
import { containerName } from '../connection/observed-values.js';
import { unlessMissing } from '../connection/unless-missing.js';

/**
 * Adds a name to the image. A name that another image has moves to this one.
 * @throws SmolfaasError engine-*
 */
export async function tagImage(engine: Connection, id: string, name: string, signal: AbortSignal): Promise<void> {
  const { repo, tag } = splitTag(name);
  await engine.call(`tag image ${name}`, signal, (docker, abortSignal) =>
    docker.getImage(id).tag({ repo, tag, abortSignal }),
  );
}

/** Whether the engine has the image, by name or id. @throws SmolfaasError engine-* */
export async function hasImage(engine: Connection, name: string, signal: AbortSignal): Promise<boolean> {
  return (await imageId(engine, name, signal)) !== undefined;
}

/**
 * The id of the image with this name or id; undefined if the engine has none.
 * @throws SmolfaasError engine-*
 */
export async function imageId(engine: Connection, name: string, signal: AbortSignal): Promise<string | undefined> {
  const asked = engine.call(`inspect image ${name}`, signal, (docker) => docker.getImage(name).inspect());
  return (await unlessMissing(asked))?.Id;
}

/**
 * Removes one name. Never forced: an image that a container needs is kept.
 * @throws SmolfaasError removal-blocked naming the containers that were made from it, engine-*
 */
export async function removeImage(engine: Connection, name: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.call(`remove image ${name}`, signal, (docker, abortSignal) =>
      docker.getImage(name).remove({ abortSignal }),
    );
  } catch (error) {
    if (statusOf(error) === 404) return;
    if (statusOf(error) !== 409) throw error;
    const blockers = await containersFrom(engine, name, signal);
    throw new SmolfaasError('removal-blocked', { kind: 'image', name, blockers }, { cause: error });
  }
}

/** By the image's id: filters by name depend on how the engine spells it. */
async function containersFrom(engine: Connection, image: string, signal: AbortSignal): Promise<readonly string[]> {
  const { Id } = await engine.call(`inspect image ${image}`, signal, (docker) => docker.getImage(image).inspect());
  const entries = await engine.call(`list containers of ${image}`, signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, abortSignal }),
  );
  return entries
    .filter((entry) => entry.ImageID === Id)
    .map((entry) => containerName(entry.Names))
    .sort();
}
