/**
 * Stage 5, observe: does an object of another project or tool hold a name that this project needs?
 *
 * `up` checks this before it builds anything: each name it is going to use is either free, or held
 * by an object that carries this project's label.
 *
 * Invariants:
 * 1. SmolFaaS never replaces or removes a container, network, volume or image tag that it did not
 *    create, not even for `down --force`.
 * 2. A matching name alone never proves ownership.
 *
 * Gotcha: an image that a user loaded from a bundle may be used by any project. So may one whose
 * project has nothing else left (abandoned-images.ts).
 */
import { LABEL, type Labels, type Project } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import { isAbandoned, livingProjects } from './abandoned-images.js';
import { builderVolume, imageName, isLoaded, routerVolume, settledName } from '../desired/object-names.js';
import { holdingNetwork } from './own-objects.js';
import { type NameHolder, notOurs } from './not-ours.js';

/** The names that a run needs. */
export interface NeededNames {
  readonly router: string;
  /** Undefined when the settings request no builder container. */
  readonly builder: string | undefined;
  readonly network: string;
  readonly imagePrefix: string;
  readonly functions: readonly string[];
}

/**
 * @throws foreign-object, project-conflict for the first needed name held by an object without this
 * project's label
 */
export function refuseForeignObjects(
  observed: Observed,
  names: NeededNames,
  { id, functionsDir }: Pick<Project, 'id' | 'functionsDir'>,
): void {
  const foreign = holders(observed, names).find(({ labels }) => labels[LABEL.project] !== id);
  if (foreign === undefined) return;
  throw notOurs({ ...foreign, labels: withDirectory(foreign.labels, observed) }, functionsDir);
}

/**
 * Adds the project's directory, taken from another of its objects: the labels of images name only
 * the project.
 */
function withDirectory(labels: Labels, { containers, networks, volumes }: Observed): Labels {
  const id = labels[LABEL.project];
  const siblings = [...containers, ...networks, ...volumes].filter((one) => one.labels[LABEL.project] === id);
  const functionsDir = siblings.map((one) => one.labels[LABEL.functionsDir]).find((dir) => dir !== undefined);
  return id === undefined || functionsDir === undefined ? labels : { [LABEL.functionsDir]: functionsDir, ...labels };
}

function holders(observed: Observed, names: NeededNames): NameHolder[] {
  const volumes = new Set([routerVolume(names.router), ...(names.builder ? [builderVolume(names.builder)] : [])]);
  const containers = new Set([
    names.router,
    names.builder,
    ...names.functions.map((fn) => settledName(names.imagePrefix, fn)),
  ]);
  const images = new Set(names.functions.map((fn) => imageName(names.imagePrefix, fn)));
  const network = holdingNetwork(observed, names.network);
  const living = livingProjects(observed);
  return [
    ...observed.containers
      .filter(({ name }) => containers.has(name))
      .map(({ name, id, labels }): NameHolder => ({ kind: 'container', name, id, labels })),
    ...(network === undefined ? [] : [{ kind: 'network' as const, ...network }]),
    ...observed.volumes
      .filter(({ name }) => volumes.has(name))
      .map(({ name, labels }): NameHolder => ({ kind: 'volume', name, id: name, labels })),
    ...observed.images
      .filter((image) => !isLoaded(image.tags) && !isAbandoned(image, living))
      .flatMap(({ id, tags, labels }) =>
        tags
          .filter((tag) => images.has(repository(tag)))
          .map((name): NameHolder => ({ kind: 'image', name, id, labels })),
      ),
  ];
}

/** `name` of `name:tag`. A colon before the last slash belongs to a registry's port. */
function repository(tag: string): string {
  const colon = tag.lastIndexOf(':');
  return colon > tag.lastIndexOf('/') ? tag.slice(0, colon) : tag;
}
