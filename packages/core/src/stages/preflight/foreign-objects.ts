/**
 * Stage 0, preflight: does something that is not ours hold a name that we need?
 *
 * A container, network, volume or image tag that somebody else made must never be replaced or removed, not even by
 * `down --force`. So before anything is built each name that we are going to use is either free or held by an object that
 * carries our project's label. A name alone is never enough. An image that was loaded on purpose is anybody's.
 */
import { SmolfaasError } from '../../contract/errors.js';
import { LABEL, type Labels } from '../../contract/labels.js';
import type { Observed } from '../../contract/observed.js';
import { builderVolume, imageName, isLoaded, routerVolume, settledName } from '../object-names.js';

/** The names that a run is going to use. */
export interface NeededNames {
  readonly router: string;
  /** Undefined where no builder container was asked for. */
  readonly builder: string | undefined;
  readonly network: string;
  readonly imagePrefix: string;
  readonly functions: readonly string[];
}

type Holder = { readonly kind: 'container' | 'network' | 'volume' | 'image'; name: string; id: string; labels: Labels };

/** @throws foreign-object for the first needed name that is held by an object without this project's label */
export function refuseForeignObjects(observed: Observed, names: NeededNames, projectId: string): void {
  const foreign = holders(observed, names).find(({ labels }) => labels[LABEL.project] !== projectId);
  if (foreign === undefined) return;
  const { kind, name, id } = foreign;
  throw new SmolfaasError('foreign-object', { kind, name, id });
}

function holders(observed: Observed, names: NeededNames): Holder[] {
  const volumes = new Set([routerVolume(names.router), ...(names.builder ? [builderVolume(names.builder)] : [])]);
  const containers = new Set([
    names.router,
    names.builder,
    ...names.functions.map((fn) => settledName(names.imagePrefix, fn)),
  ]);
  const images = new Set(names.functions.map((fn) => imageName(names.imagePrefix, fn)));
  const networks = observed.networks.filter(({ name }) => name === names.network);
  return [
    ...observed.containers
      .filter(({ name }) => containers.has(name))
      .map(({ name, id, labels }): Holder => ({ kind: 'container', name, id, labels })),
    ...networks.map(({ name, id, labels }): Holder => ({ kind: 'network', name, id, labels })),
    ...observed.volumes
      .filter(({ name }) => volumes.has(name))
      .map(({ name, labels }): Holder => ({ kind: 'volume', name, id: name, labels })),
    ...observed.images
      .filter(({ tags }) => !isLoaded(tags))
      .flatMap(({ id, tags, labels }) =>
        tags.filter((tag) => images.has(repository(tag))).map((name): Holder => ({ kind: 'image', name, id, labels })),
      ),
  ];
}

/** `name` of `name:tag`; a colon before the last slash belongs to a registry's port. */
function repository(tag: string): string {
  const colon = tag.lastIndexOf(':');
  return colon > tag.lastIndexOf('/') ? tag.slice(0, colon) : tag;
}
