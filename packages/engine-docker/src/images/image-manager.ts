/**
 * ImageManager on Docker: whole images as streams.
 *
 *   GET  /images/get?names=…    200, a tar archive of the images and their layers, each layer once
 *   POST /images/load           200, then one JSON object per line; `{"error": …}` on late failure
 *
 * Invariants:
 *  1. Nothing is held in memory: an archive of any size passes through as it is read.
 *  2. The engine checks each layer against the digest in the image's configuration, and the
 *     configuration is the image's id.
 *
 * Gotcha: before the first byte of an archive, the engine writes all of it to its own disk, hence
 * the long deadline.
 */
import { Readable } from 'node:stream';
import { type ImageArchive, type ImageManager, SmolfaasError } from '@smolfaas/core';
import type Docker from 'dockerode';
import type { RegistryLogins } from '../registry-logins.js';
import { answerStream } from '../connection/answer-stream.js';
import type { Connection } from '../connection/connection.js';
import { imageDetails, usedImages } from './image-details.js';
import { removeImage, tagImage } from './images.js';
import { pullImage } from './pull-image.js';
import { firstError } from '../connection/progress-lines.js';

/** In milliseconds: several gigabytes on a slow disk. */
const ARCHIVE_DEADLINE_MS = 30 * 60_000;

/** The manager of one engine; `logins` are for its pulls. */
export function imageManager(engine: Connection, logins: RegistryLogins): ImageManager {
  return {
    pull: (reference, onProgress, signal) => pullImage(engine, logins, reference, signal, onProgress),
    save: (names, signal) => save(engine, names, signal),
    load: (archive, signal) => load(engine, archive, signal),
    tag: (image, name, signal) => tagImage(engine, image, name, signal),
    remove: (name, signal) => removeImage(engine, name, signal),
    details: (ids, signal) => imageDetails(engine, ids, signal),
    used: (signal) => usedImages(engine, signal),
  };
}

function save(engine: Connection, names: readonly string[], signal: AbortSignal): Promise<Readable> {
  return engine.call(
    'save images',
    signal,
    async (docker, abortSignal) => {
      return answerStream(await getImages(docker, names, abortSignal));
    },
    ARCHIVE_DEADLINE_MS,
  );
}

async function load(engine: Connection, archive: ImageArchive, signal: AbortSignal): Promise<void> {
  const call = 'load images';
  const stream = archive instanceof Readable ? archive : Readable.from(archive, { objectMode: false });
  await engine.call(
    call,
    signal,
    async (docker, abortSignal) => {
      const answer = await docker.loadImage(stream, { quiet: true, abortSignal });
      const message = await firstError(answerStream(answer));
      if (message !== undefined) throw new SmolfaasError('engine-error', { call, status: 200, message });
    },
    ARCHIVE_DEADLINE_MS,
  );
}

/** The library has this call, but its types do not. */
function getImages(docker: Docker, names: readonly string[], abortSignal: AbortSignal): Promise<NodeJS.ReadableStream> {
  const call: unknown = Reflect.get(docker, 'getImages');
  if (typeof call !== 'function') throw new TypeError('dockerode has no getImages');
  return Reflect.apply(call, docker, [{ names, abortSignal }]);
}
