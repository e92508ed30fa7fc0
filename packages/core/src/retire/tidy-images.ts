/**
 * The end of `up`: old images of functions go by themselves, so that a machine on which somebody works all day does not fill up.
 *
 * Kept are what runs, what is recorded, and the last good ones to go back to; of functions that are
 * gone (no directory, container or record) the last ones of all together. Functions that failed in
 * this run keep all they have. Mostly there is nothing to do and nobody is asked. What cannot be
 * removed stays until the next run: that is no reason for an `up` that went well to fail.
 */
import { isSmolfaasError } from '../contract/errors.js';
import { LABEL } from '../contract/labels.js';
import type { GenerationRecord, StateStore } from '../contract/state-store.js';
import type { Observation } from '../observed/observed-project.js';
import type { Deployment } from '../deploy/deployment.js';
import { nameOf } from './base-images.js';
import { judgeImages, oldOfRemoved, type OwnImage, ownImages } from './own-images.js';

/** Removes images beyond the settings' limit. @throws engine-* other than a refusal; the signal's reason */
export async function tidyImages(
  settled: readonly Deployment[],
  observation: Observation,
  store: Pick<StateStore, 'history'>,
): Promise<void> {
  const { engine, emit, signal } = observation.context;
  for (const image of await oldOnes(settled, observation, store)) {
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
        notice: { code: 'image-not-removed', facts: { name: nameOf(image) } },
      });
    }
  }
}

async function oldOnes(
  settled: readonly Deployment[],
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
  const names = new Set(here.map((one) => one.function));
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

/** When images were named last; asked for those that no record places in time. */
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
