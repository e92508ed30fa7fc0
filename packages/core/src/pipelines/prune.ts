/**
 * `smolfaas prune`: frees disk space that this project uses and no longer needs.
 *
 * | | images of functions | cache of the builder container |
 * |---|---|---|
 * | `prune` | neither run, recorded, nor among the last good ones | unused by builds for a week |
 * | `prune --max-size SIZE` | also former ones, until the rest fits (1) | until it fits (1) |
 * | `prune --all` | all that nothing runs and no record names | all |
 *
 * 1. The oldest first.
 *
 * Base images, the engine's own build cache and everything of other projects are kept.
 *
 * Invariants:
 * 1. Images are found by the project's label and removed by their names, never by force.
 * 2. A later `up` finds everything that it had before, and changes nothing.
 */
import type { CachePrune } from '../contract/buildkit-manager.js';
import type { PruneOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { ownBuilderCache } from '../retire/builder-cache.js';
import { chooseImages } from '../retire/choose-images.js';
import { bytesOnlyIn } from '../retire/layers.js';
import type { JudgedImage } from '../retire/own-images.js';
import { imageName } from '../retire/base-images.js';
import { type DiskImages, readDiskImages } from '../retire/disk-images.js';
import { findProjectDirectory } from '../observed/project-directory.js';
import { withLock } from './locked-state.js';
import { observeProject } from '../observed/observe-project.js';
import type { Observation } from '../observed/observed-project.js';
import { type Removal, startRemoval } from '../retire/removal.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** What to remove. */
export interface PruneRequest {
  /** Keeps no former images for a rollback. */
  readonly all: boolean;
  /** Only reports which images a run without it removes. */
  readonly dryRun: boolean;
  /** The bytes that images may take in addition to their bases. */
  readonly maxBytes?: number | undefined;
}

/**
 * Removes images that nothing needs. The outcome lists what could not be removed.
 * @throws functions-dir-*, project-conflict, engine-*, `locked` and `interrupted`
 */
export async function prune(context: PipelineContext, request: PruneRequest): Promise<PruneOutcome> {
  await findProjectDirectory(context); // usage errors are thrown before the lock is taken
  const work = () => pruneLocked(context, request);
  return request.dryRun ? await work() : await withLock(context, 'prune', work);
}

async function pruneLocked(context: PipelineContext, request: PruneRequest): Promise<PruneOutcome> {
  const directory = await findProjectDirectory(context);
  const observation = await observeProject(context, directory);
  const { dryRun } = request;
  if (observation === undefined) return { dryRun, images: [], freed: 0, failures: [] };
  const found = await readDiskImages(observation, directory, request.all ? 0 : context.settings.keepImages);
  const bases = found.bases.map(({ id }) => id);
  const chosen = chooseImages(found.images, bases, found.details, request);
  const removal = startRemoval(context.emit);
  const gone = dryRun ? chosen : await removeAll(chosen, observation, removal);
  const cache = dryRun
    ? undefined
    : await (await ownBuilderCache(observation))?.prune(cacheRequest(request), context.signal);
  return {
    dryRun,
    images: gone.map((image) => ({ function: image.function, name: imageName(image), id: image.id })),
    ...(cache !== undefined && { cache }),
    freed: freedBy(gone, found),
    failures: removal.outcome().failures,
  };
}

function cacheRequest({ all, maxBytes }: PruneRequest): CachePrune {
  if (all) return { all };
  return maxBytes === undefined ? { unusedForMs: WEEK_MS } : { maxBytes };
}

/**
 * Returns the images that are really removed. The names of one image are removed one after the
 * other, since removing the last one removes the image.
 */
async function removeAll(
  chosen: readonly JudgedImage[],
  { context }: Observation,
  removal: Removal,
): Promise<readonly JudgedImage[]> {
  const { engine, signal } = context;
  const gone: JudgedImage[] = [];
  for (const image of chosen) {
    const before = removal.outcome().failures.length;
    for (const name of image.tags.length > 0 ? image.tags : [image.id]) {
      await removal.attempt('image', name, () => engine.images.remove(name, signal));
    }
    if (removal.outcome().failures.length === before) gone.push(image);
  }
  return gone;
}

function freedBy(gone: readonly JudgedImage[], { images, bases, details }: DiskImages): number {
  const ids = new Set(gone.map(({ id }) => id));
  const staying = images.filter(({ id }) => !ids.has(id));
  return bytesOnlyIn(
    ids,
    [...staying, ...bases].map(({ id }) => id),
    details,
  );
}
