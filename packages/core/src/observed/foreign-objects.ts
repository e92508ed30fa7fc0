/**
 * Stage 5, observe: does an object of another project or tool hold a name that this project needs?
 *
 * A container, network, volume or image tag that SmolFaaS did not make must never be replaced or
 * removed, not even by `down --force`. So before anything is built each name that we are going to
 * use is either free or held by an object that carries our project's label. A name alone is never
 * enough. An image that was loaded on purpose is anybody's, and so is one whose project has nothing
 * else left (abandoned-images.ts).
 */
import { LABEL, type Labels, type Project } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import { isAbandoned, livingProjects } from './abandoned-images.js';
import { builderVolume, imageName, isLoaded, routerVolume, settledName } from '../desired/object-names.js';
import { holdingNetwork } from './own-objects.js';
import { type NameHolder, notOurs } from './not-ours.js';

/** The names that a run is going to use. */
export interface NeededNames {
  readonly router: string;
  /** Undefined where no builder container was asked for. */
  readonly builder: string | undefined;
  readonly network: string;
  readonly imagePrefix: string;
  readonly functions: readonly string[];
}

/**
 * @throws foreign-object, project-conflict for the first needed name that is held by an object
 *   without this project's label
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

/** An image's labels name its project, but no directory: another object of that project does. */
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

/** `name` of `name:tag`; a colon before the last slash belongs to a registry's port. */
function repository(tag: string): string {
  const colon = tag.lastIndexOf(':');
  return colon > tag.lastIndexOf('/') ? tag.slice(0, colon) : tag;
}
