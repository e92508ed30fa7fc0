/**
 * What `down` removes, kind by kind.
 *
 * Invariant: everything is found by the project's label and removed by its id. A name is never
 * enough, so objects that only look similar are safe, even from `--force`.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { Observed, ObservedContainer, ObservedImage } from '../contract/observed.js';
import { boundedMap } from '../async/bounded-map.js';
import { abandonedImages } from '../observed/abandoned-images.js';
import { imageName, isLoaded } from '../desired/object-names.js';
import type { Observation } from '../observed/observed-project.js';
import { STOP_GRACE_MS } from './retire.js';
import type { Removal } from './removal.js';

/**
 * At most this many containers stop at once: stopping is mostly waiting, but the engine need not
 * handle a hundred requests at the same moment.
 */
const AT_ONCE = 16;

/** This project's containers: those of functions, and the others (router, builder). */
export function ownContainers({ observed, project }: Observation): {
  readonly functions: readonly ObservedContainer[];
  readonly others: readonly ObservedContainer[];
} {
  const ours = observed.containers.filter(({ labels }) => labels[LABEL.project] === project.id);
  const isFunction = ({ labels }: ObservedContainer): boolean => labels[LABEL.function] !== undefined;
  return { functions: ours.filter(isFunction), others: ours.filter((one) => !isFunction(one)) };
}

/** Stops and removes containers in parallel. */
export async function removeContainers(
  containers: readonly ObservedContainer[],
  observation: Observation,
  removal: Removal,
): Promise<void> {
  const { engine, emit, signal } = observation.context;
  await boundedMap(containers, AT_ONCE, signal, async ({ id, name, labels }) => {
    await removal.attempt('container', name, () => engine.functions.remove(id, STOP_GRACE_MS, signal));
    if (labels[LABEL.role] === 'router') emit({ type: 'router', phase: 'removed' });
  });
}

/**
 * Removes all images of this project's functions, name by name, and abandoned images under its
 * names. Base images carry no function label and are kept.
 *
 * Gotcha: the names of one image are removed one after the other. The engine refuses some removals
 * when the last two names are removed at the same moment.
 */
export async function removeImages({ observed, project, context }: Observation, removal: Removal): Promise<void> {
  const { engine, signal } = context;
  const labelled = observed.images.filter(
    (image) =>
      image.labels[LABEL.function] !== undefined &&
      (isOurs(image.labels, project.id) || isLoadedByUs(image, context.settings.imagePrefix, observed, project.id)),
  );
  const ours = [...labelled, ...abandonedImages(observed, project.id, context.settings.imagePrefix)];
  await boundedMap(ours, 4, signal, async ({ id, tags }) => {
    for (const name of tags.length > 0 ? tags : [id]) {
      await removal.attempt('image', name, () => engine.images.remove(name, signal));
    }
  });
}

/**
 * Removes this project's volumes and networks. A network with a guest is kept, and the failure
 * names the guest.
 */
export async function removeVolumesAndNetworks(observation: Observation, removal: Removal): Promise<void> {
  const { observed, project, context } = observation;
  const { engine, signal } = context;
  for (const { name } of observed.volumes.filter(({ labels }) => isOurs(labels, project.id))) {
    await removal.attempt('volume', name, () => engine.volumes.remove(name, signal));
  }
  for (const { id, name } of observed.networks.filter(({ labels }) => isOurs(labels, project.id))) {
    await removal.attempt('network', name, () => engine.networks.remove(id, signal));
  }
}

const isOurs = (labels: Labels, projectId: string): boolean => labels[LABEL.project] === projectId;

/**
 * An image from a bundle carries another project's label. It is removed if it has this project's
 * name and no other project's container needs it.
 */
function isLoadedByUs(
  { id, tags, labels }: ObservedImage,
  prefix: string,
  observed: Observed,
  projectId: string,
): boolean {
  const name = imageName(prefix, labels[LABEL.function] ?? '');
  const others = observed.containers.filter((one) => !isOurs(one.labels, projectId));
  return (
    isLoaded(tags) && tags.some((tag) => tag.startsWith(`${name}:`)) && !others.some(({ imageId }) => imageId === id)
  );
}

/** Removes all containers of the project, the router last. */
export async function removeAllContainers(observation: Observation, removal: Removal): Promise<void> {
  const { functions, others } = ownContainers(observation);
  await removeContainers(functions, observation, removal);
  await removeContainers(others, observation, removal);
}

/** Removes what a plain `down` keeps in the engine: images, volumes and the network. */
export async function removeTheRest(observation: Observation, removal: Removal): Promise<void> {
  await removeImages(observation, removal);
  await removeVolumesAndNetworks(observation, removal);
}
