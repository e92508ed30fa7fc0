/**
 * The end of `up`: old images of functions go by themselves, so that a machine on which somebody works all day does not fill up.
 *
 * Kept are what runs, what is recorded, and the last good ones to go back to. Only functions that this run left in order are
 * looked at, and mostly there is nothing to do and nobody is asked. What cannot be removed stays until the next run: that is
 * no reason for an `up` that went well to fail.
 */
import { isSmolfaasError } from '../../contract/errors.js';
import type { GenerationRecord, StateStore } from '../../contract/state-store.js';
import type { Site } from '../preflight/site.js';
import type { Deployment } from '../run/deployment.js';
import { nameOf } from './base-images.js';
import { judgeImages, type OwnImage, ownImages } from './own-images.js';

/** Removes images beyond the settings' limit. @throws engine-* other than a refusal; the signal's reason */
export async function tidyImages(
  settled: readonly Deployment[],
  site: Site,
  store: Pick<StateStore, 'history'>,
): Promise<void> {
  const { settings, engine, emit, signal } = site.context;
  const sound = new Set(settled.filter(({ status }) => status !== 'failed').map((one) => one.function));
  const images = ownImages(site.observed, site.project, settings.imagePrefix).filter((image) => sound.has(image.function));
  const crowded = images.filter((image) => images.filter(isOf(image.function)).length > settings.keepImages);
  if (crowded.length === 0) return;
  for (const image of await oldOnes(crowded, settled, site, store.history())) {
    try {
      for (const name of image.tags.length > 0 ? image.tags : [image.id]) {
        await engine.functions.removeImage(name, signal);
        emit({ type: 'removed', kind: 'image', name });
      }
    } catch (error) {
      if (!isSmolfaasError(error, 'removal-blocked') && !isSmolfaasError(error, 'engine-error')) throw error;
      emit({ type: 'note', function: image.function, message: `old image ${nameOf(image)} could not be removed` });
    }
  }
}

async function oldOnes(
  images: readonly OwnImage[],
  settled: readonly Deployment[],
  { context, observed }: Site,
  history: readonly GenerationRecord[],
): Promise<readonly OwnImage[]> {
  const { engine, settings, signal } = context;
  const retired = new Set(settled.flatMap(({ retire }) => retire.map(({ id }) => id)));
  const used = [
    ...observed.containers.filter(({ id }) => !retired.has(id)).map(({ imageId }) => imageId),
    ...settled.flatMap(({ serving }) => serving?.record.imageId ?? []),
  ];
  const placed = new Set(history.map(({ imageId }) => imageId));
  const unplaced = images.filter(({ id }) => !placed.has(id)).map(({ id }) => id);
  const details = unplaced.length === 0 ? undefined : await engine.functions.imageDetails(unplaced, signal);
  const judged = judgeImages({
    images,
    used: new Set(used),
    history,
    functions: new Set(images.map((image) => image.function)),
    keep: settings.keepImages,
    lastTagged: (id) => details?.get(id)?.lastTagged ?? 0,
  });
  return judged.filter(({ verdict }) => verdict === 'old');
}

const isOf =
  (fn: string) =>
  (image: OwnImage): boolean =>
    image.function === fn;
