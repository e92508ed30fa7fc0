/**
 * Takes an image from the daemon that made it into the engine: stage 9, its end.
 *
 *   the daemon's blobs            manifest, config; which layers does the engine already have,
 *                                 of a base or of the function's last version?
 *   -> an archive of the others   straight into the engine's `load`; nothing is written to a
 *                                 file or held in memory here
 *   else: exporter `docker`       a second solve, all cached by now, whose tar has all layers
 *
 * The second way covers what the first cannot do:
 *  - daemons before BuildKit 0.11, which do not serve blobs;
 *  - layers that the daemon has not fetched yet, since no step needed them;
 *  - engines that require whole images;
 *  - an engine whose layer is removed at this very moment.
 */
import { type ContentStore, isBuildKitError, type SolveResult } from '@smolfaas/buildkit';
import { type ImageManager, isSmolfaasError, SmolfaasError } from '@smolfaas/core';
import { LARGEST_FILE } from '@smolfaas/core/tar.js';
import type { Offered } from '../bases/offer-bases.js';
import type { ImageStore } from '../../images/image-store.js';
import { exporterAttrs } from '../exporter-attrs.js';
import { type Daemon, solveOnDaemon } from '../solve.js';
import { imageArchive, layersAbove } from './image-archive.js';
import { type MadeImage, type MadeLayer, madeImage } from './made-image.js';

/** A finished build on its way to the engine: the request to the daemon, and its result. */
export interface Made extends Offered {
  readonly result: SolveResult;
  /** References of images that may share layers with the result. */
  readonly relatives: readonly string[];
}

/**
 * Returns the engine's id of the image.
 * @throws SmolfaasError as Builder.build; the signal's reason when it is aborted
 */
export async function sendImage(daemon: Daemon, made: Made, store: ImageStore, signal: AbortSignal): Promise<string> {
  const { build } = made;
  const isSent = await sendLayers(daemon, made, store, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (isBuildKitError(error) || isSmolfaasError(error, 'engine-error')) return false;
    throw error;
  });
  const sentId = isSent ? undefined : await sendWhole(daemon, made, store, signal);
  const id = await store.imageId(build.tags[0] ?? sentId ?? '', signal);
  if (id !== undefined) return id;
  const message = 'the engine does not have the image that was sent to it';
  throw new SmolfaasError('build-failed', { function: build.function, message, ofBuilder: true });
}

/**
 * False when the daemon does not serve what is needed, or the engine requires whole images. Rejects
 * with BuildKitError, or with what `load` throws.
 */
async function sendLayers(daemon: Daemon, made: Made, store: ImageStore, signal: AbortSignal) {
  const held = await Promise.all(made.relatives.map((reference) => store.heldLayers(reference, signal)));
  const known = held.filter((layers) => layers !== undefined);
  if (known.length < held.length) return false;
  const content = (await daemon.client.get(signal)).content(signal);
  const image = await madeImage(content, made.result.exporterResponse['containerimage.digest'] ?? '');
  if (image === undefined) return false;
  const layers = layersAbove(image.layers, known);
  if (!(await areThere(layers, content))) return false;
  let unread: unknown;
  const archive = watched(imageArchive(image, made.build.tags, layers, content), (error) => (unread = error));
  await store.load(archive, signal).catch((error: unknown) => {
    throw unread ?? error;
  });
  return true;
}

/** Reports why the bytes ended early; `load` only knows that they did. */
async function* watched(bytes: AsyncIterable<Uint8Array>, onError: (error: unknown) => void) {
  try {
    yield* bytes;
  } catch (error) {
    onError(error);
    throw error;
  }
}

async function areThere(layers: MadeImage['layers'], content: ContentStore): Promise<boolean> {
  const isThere = async ({ digest, size }: MadeLayer) =>
    size <= LARGEST_FILE && (await content.info(digest))?.size === size;
  return (await Promise.all(layers.map(isThere))).every(Boolean);
}

/** Returns the id that the solve reports. */
async function sendWhole(
  daemon: Daemon,
  { build, contentStores }: Made,
  store: ImageStore,
  signal: AbortSignal,
): Promise<string | undefined> {
  let failure: unknown;
  const receive = (tar: Parameters<ImageManager['load']>[0]) =>
    store.load(tar, signal).catch((error: unknown) => {
      failure ??= error;
      throw error;
    });
  const attrs = { ...exporterAttrs(build), name: build.tags.join(',') };
  const exporter = { type: 'docker', attrs, receive };
  const quiet = () => undefined;
  const { imageId } = await solveOnDaemon(daemon, build, { exporter, contentStores }, quiet, signal).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      throw failure ?? error;
    },
  );
  return imageId;
}
