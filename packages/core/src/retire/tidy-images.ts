/**
 * The end of `up`: removes old images of functions, so that the disk does not fill up during a day
 * of development.
 *
 * Kept are images that run, that are recorded, and the last good ones for a rollback. Of functions
 * that are gone (no directory, container or record), the last ones of all of them together are
 * kept. Functions that failed in this run keep all their images. Usually there is nothing to
 * remove, and SmolFaaS makes no query. An image that cannot be removed is left for the next run: it
 * is no reason for a successful `up` to fail.
 */
import { isSmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { GenerationRecord, StateStore } from '../contract/state-store.js';
import type { Observation } from '../observed/observed-project.js';
import type { Deployment } from '../deploy/deployment.js';
import { imageName } from './base-images.js';
import { judgeImages, oldOfRemoved, type OwnImage, ownImages } from './own-images.js';

/**
 * Removes images beyond the settings' limit.
 * @param outside functions that the run is not about; they keep theirs
 * @throws engine-* other than a refusal; the signal's reason
 */
export async function tidyImages(
  settled: readonly Deployment[],
  outside: readonly { readonly function: string }[],
  observation: Observation,
  store: Pick<StateStore, 'history'>,
): Promise<void> {
  const { engine, emit, signal } = observation.context;
  for (const image of await oldOnes(settled, outside, observation, store)) {
    try {
      for (const name of image.tags.length > 0 ? image.tags : [image.id]) {
        await engine.images.remove(name, signal);
        emit({ type: 'removed', kind: 'image', name });
      }
    } catch (error) {
      if (!isSmolfaasError(error, 'removal-blocked') && !isSmolfaasError(error, 'engine-error')) throw error;
      emit({
        type: 'note',
        function: image.function,
        notice: { code: 'image-not-removed', facts: { name: imageName(image) } },
      });
    }
  }
}

async function oldOnes(
  settled: readonly Deployment[],
  outside: readonly { readonly function: string }[],
  observation: Observation,
  store: Pick<StateStore, 'history'>,
): Promise<readonly OwnImage[]> {
  const { context, observed, project } = observation;
  const { keepImages: keep, imagePrefix } = context.settings;
  const images = ownImages(observed, project, imagePrefix);
  const used = usedImages(settled, observation);
  const here = settled.filter(({ status }) => status !== 'removed');
  const sound = new Set(here.filter(({ status }) => status !== 'failed').map((one) => one.function));
  const crowded = images.filter(
    (image) => sound.has(image.function) && images.filter(isOf(image.function)).length > keep,
  );
  const names = new Set([...here, ...outside].map((one) => one.function));
  const gone = images.filter(({ function: fn, labels }) => !names.has(fn) && labels[LABEL.project] === project.id);
  const removed = oldOfRemoved(gone, { used, keep: 0, lastTagged: () => 0 });
  const crowd = removed.length > keep ? removed : [];
  if (crowded.length + crowd.length === 0) return [];
  const history = store.history();
  const lastTagged = await namingTimes([...crowded, ...crowd], history, observation);
  const functions = new Set(crowded.map((image) => image.function));
  const judged = judgeImages({ images: crowded, used, history, functions, keep, lastTagged });
  return [...judged.filter(({ verdict }) => verdict === 'old'), ...oldOfRemoved(crowd, { used, keep, lastTagged })];
}

/** Ids of images that containers need after this run. */
function usedImages(settled: readonly Deployment[], { observed }: Observation): ReadonlySet<string> {
  const retired = new Set(settled.flatMap(({ retire }) => retire.map(({ id }) => id)));
  return new Set([
    ...observed.containers.filter(({ id }) => !retired.has(id)).map(({ imageId }) => imageId),
    ...settled.flatMap(({ serving }) => serving?.record.imageId ?? []),
  ]);
}

/** When images were last named; queries the engine only for images without a record. */
async function namingTimes(
  images: readonly OwnImage[],
  history: readonly GenerationRecord[],
  { context: { engine, signal } }: Observation,
): Promise<(id: string) => number> {
  const placed = new Set(history.map(({ imageId }) => imageId));
  const unplaced = images.filter(({ id }) => !placed.has(id)).map(({ id }) => id);
  const details = unplaced.length === 0 ? undefined : await engine.images.details(unplaced, signal);
  return (id) => details?.get(id)?.lastTagged ?? 0;
}

const isOf =
  (fn: string) =>
  (image: OwnImage): boolean =>
    image.function === fn;
