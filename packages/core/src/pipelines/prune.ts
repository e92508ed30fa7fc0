/**
 * `smolfaas prune`: give back the disk that this project took and no longer needs.
 *
 * | | images of functions | cache of our own builder |
 * |---|---|---|
 * | `prune` | those that nothing runs, no record names, and that are not among the last good ones | what no build used for a week |
 * | `prune --max-size SIZE` | besides, former ones, oldest first, until what is left fits | the oldest, until it fits as well |
 * | `prune --all` | all that nothing runs and no record names | all |
 *
 * Base images, the engine's own build cache and anything of others stay.
 *
 * What must stay true: images are found by our project's label and removed by their names, never by force; after it, `up`
 * finds everything that it had before, and changes nothing.
 */
import type { CachePrune } from '../contract/buildkit-manager.js';
import type { PruneOutcome } from '../contract/outcome.js';
import type { PipelineContext } from '../contract/pipeline.js';
import { ownBuilderCache } from '../stages/disk/builder-cache.js';
import { chooseImages } from '../stages/disk/choose-images.js';
import { bytesOnlyIn } from '../stages/disk/layers.js';
import type { JudgedImage } from '../stages/disk/own-images.js';
import { nameOf } from '../stages/disk/base-images.js';
import { type ImageSurvey, surveyImages } from '../stages/disk/survey-images.js';
import { findHome } from '../stages/preflight/home.js';
import { withLock } from '../stages/preflight/locked-state.js';
import { lookAround } from '../stages/preflight/look-around.js';
import type { Site } from '../stages/preflight/site.js';
import { type Removal, startRemoval } from '../stages/remove/removal.js';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** How much is to go. */
export interface PruneRequest {
  /** Nothing is kept to go back to. */
  readonly all: boolean;
  /** Only says what would go. */
  readonly dryRun: boolean;
  /** Bytes that images may take above their bases. */
  readonly maxBytes?: number | undefined;
}

/**
 * Removes images that nobody needs. What could not be removed is part of the outcome.
 * @throws functions-dir-*, project-conflict, engine-*, `locked` and `interrupted`
 */
export async function prune(context: PipelineContext, request: PruneRequest): Promise<PruneOutcome> {
  await findHome(context); // usage errors come before the lock
  const work = () => pruneLocked(context, request);
  return request.dryRun ? await work() : await withLock(context, 'prune', work);
}

async function pruneLocked(context: PipelineContext, request: PruneRequest): Promise<PruneOutcome> {
  const home = await findHome(context);
  const site = await lookAround(context, home);
  const { dryRun } = request;
  if (site === undefined) return { dryRun, images: [], freed: 0, failures: [] };
  const survey = await surveyImages(site, home, request.all ? 0 : context.settings.keepImages);
  const bases = survey.bases.map(({ id }) => id);
  const chosen = chooseImages(survey.images, bases, survey.details, request);
  const removal = startRemoval(context.emit);
  const gone = dryRun ? chosen : await removeAll(chosen, site, removal);
  const cache = dryRun ? undefined : await (await ownBuilderCache(site))?.prune(cacheRequest(request), context.signal);
  return {
    dryRun,
    images: gone.map((image) => ({ function: image.function, name: nameOf(image), id: image.id })),
    ...(cache !== undefined && { cache }),
    freed: freedBy(gone, survey),
    failures: removal.outcome().failures,
  };
}

function cacheRequest({ all, maxBytes }: PruneRequest): CachePrune {
  if (all) return { all };
  return maxBytes === undefined ? { unusedForMs: WEEK_MS } : { maxBytes };
}

/** Those that are really gone. The names of one image go one after the other, since the last one takes the image with it. */
async function removeAll(
  chosen: readonly JudgedImage[],
  { context }: Site,
  removal: Removal,
): Promise<readonly JudgedImage[]> {
  const { engine, signal } = context;
  const gone: JudgedImage[] = [];
  for (const image of chosen) {
    const before = removal.outcome().failures.length;
    for (const name of image.tags.length > 0 ? image.tags : [image.id]) {
      await removal.attempt('image', name, () => engine.functions.removeImage(name, signal));
    }
    if (removal.outcome().failures.length === before) gone.push(image);
  }
  return gone;
}

function freedBy(gone: readonly JudgedImage[], { images, bases, details }: ImageSurvey): number {
  const ids = new Set(gone.map(({ id }) => id));
  const staying = images.filter(({ id }) => !ids.has(id));
  return bytesOnlyIn(
    ids,
    [...staying, ...bases].map(({ id }) => id),
    details,
  );
}
