/**
 * The base images that this project uses, as far as the engine has them. They are measured, never
 * removed.
 *
 * They are the bases of the runtimes that built its functions, the images below its functions'
 * images, and the images of its other containers (router, builder).
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedImage } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { chooseBases } from '../desired/bases.js';
import { localImage } from '../desired/local-image.js';
import type { Observation } from '../observed/observed-project.js';
import { routerSpec } from '../desired/router-spec.js';
import { type Details, layersOf } from './layers.js';
import { ownImages } from './own-images.js';

/** Sorted by name. */
export function usedBases(
  { context, project, observed }: Pick<Observation, 'context' | 'project' | 'observed'>,
  history: readonly GenerationRecord[],
  details: Details,
): readonly ObservedImage[] {
  const { settings, runtimes } = context;
  const ids = new Set(history.map(({ runtime }) => runtime));
  const references = runtimes
    .filter(({ manifest }) => ids.has(manifest.id))
    .flatMap(({ manifest }) => Object.values(chooseBases(manifest, settings.bases, observed.images)));
  const router = routerSpec(settings, project, observed.images).image;
  const others = observed.containers.filter(
    ({ labels }) => labels[LABEL.project] === project.id && labels[LABEL.function] === undefined,
  );
  const own = new Set(ownImages(observed, project, settings.imagePrefix).map(({ id }) => id));
  const layers = layersOf(own, details);
  const below = observed.images.filter(
    ({ id }) => !own.has(id) && layers.has(details.get(id)?.layers.at(-1)?.id ?? ''),
  );
  const found = [
    ...below,
    ...[...references, router].map((reference) => localImage(reference, observed.images)),
    ...others.map(({ imageId }) => observed.images.find(({ id }) => id === imageId)),
  ].filter((image) => image !== undefined);
  return [...new Set(found)].sort((a, b) => (imageName(a) < imageName(b) ? -1 : 1));
}

/** The name users know an image by: its first name, else the beginning of its id. */
export function imageName({ tags, id }: ObservedImage): string {
  return tags[0] ?? id.replace(/^sha256:/, '').slice(0, 12);
}
