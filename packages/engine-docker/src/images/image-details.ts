/**
 * Reports what images are made of, and which are in use: for `prune` and `du`.
 *
 *   GET /images/<id>/json       RootFS.Layers: digests of the uncompressed layers, lowest first;
 *                               Metadata.LastTagTime
 *   GET /images/<id>/history    a line for each instruction, the newest first, with the size of
 *                               the layer that it made
 *   GET /containers/json?all=1  ImageID of each container
 *
 * Why not `GET /system/df`, which reports shared sizes? Before API 1.42 it cannot be limited to
 * images, and walks every container, volume and cache record of the engine.
 *
 * Gotcha: the same layer on other layers is stored as another layer on disk. So a layer is named by
 * its chain, as the engine names it: SHA-256 of the chain below it, a blank and its own digest (OCI
 * image specification, "Layer ChainID").
 */
import { createHash } from 'node:crypto';
import type { ImageDetails, ImageLayer } from '@smolfaas/core';
import type { ImageInspectInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { unlessMissing } from '../connection/unless-missing.js';

/** At most this many images are inspected at once. */
const AT_ONCE = 8;

/**
 * A field that the client library's type of an inspected image lacks. Podman does not return this
 * time.
 */
interface TaggedImage {
  readonly Metadata?: { readonly LastTagTime?: string };
}

/** A line of a history. */
interface HistoryLine {
  readonly Size: number;
}

/**
 * Details by id; an image that is gone has none. @throws SmolfaasError engine-*, or the signal's
 * reason
 */
export async function imageDetails(
  engine: Connection,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ImageDetails>> {
  signal.throwIfAborted();
  const found = new Map<string, ImageDetails>();
  const queue = new Set(ids).values();
  const worker = async (): Promise<void> => {
    for (const id of queue) {
      const details = await oneImage(engine, id, signal);
      if (details !== undefined) found.set(id, details);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

/** Ids of images with containers. @throws SmolfaasError engine-*, or the signal's reason */
export async function usedImages(engine: Connection, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const containers = await engine.call('list containers', signal, (docker, abortSignal) =>
    docker.listContainers({ all: true, abortSignal }),
  );
  return new Set(containers.map(({ ImageID }) => ImageID));
}

async function oneImage(engine: Connection, id: string, signal: AbortSignal): Promise<ImageDetails | undefined> {
  const asked = Promise.all([
    engine.call<ImageInspectInfo & TaggedImage>(`inspect image ${id}`, signal, (docker) =>
      docker.getImage(id).inspect(),
    ),
    engine.call<readonly HistoryLine[]>(`history of image ${id}`, signal, (docker) => docker.getImage(id).history()),
  ]);
  const answers = await unlessMissing(asked);
  if (answers === undefined) return undefined;
  const [inspected, history] = answers;
  const sizes = history.map(({ Size }) => Size).reverse();
  const tagged = Date.parse(inspected.Metadata?.LastTagTime ?? '');
  const layers = stackLayers(inspected.RootFS?.Layers ?? [], sizes);
  return { layers, ...(tagged > 0 && { lastTagged: tagged }) };
}

/**
 * Joins digests and sizes, both lowest first. A history also has lines that made no layer: their
 * size is 0, but nothing marks them. Without those lines the two lists match, unless a layer itself
 * is empty. Then the sizes are assigned to the lowest layers, and their sum remains correct. Pure.
 */
export function stackLayers(digests: readonly string[], sizes: readonly number[]): readonly ImageLayer[] {
  const fitting = sizes.length === digests.length ? sizes : sizes.filter((size) => size > 0);
  let chain = '';
  return digests.map((digest, at) => {
    chain = chain === '' ? digest : `sha256:${createHash('sha256').update(`${chain} ${digest}`).digest('hex')}`;
    return { id: chain, bytes: fitting[at] ?? 0 };
  });
}
