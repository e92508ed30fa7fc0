/**
 * Stage 5, observe: which functions can be called by name on the project's network, and what
 * carries the names. Pure.
 *
 * The names are aliases of the router or of a names container, never of a function's own
 * containers: a new generation would receive calls before it is ready.
 */
import { LABEL, type Labels } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { Observation } from './observed-project.js';
import { isAttached, ownNetwork } from './own-objects.js';

/** The names in the label of a router or of a names container. */
export function namesIn(labels: Labels): readonly string[] {
  return (labels[LABEL.names] ?? '').split(',').filter(Boolean);
}

/** This project's containers of names, in any state. */
export function namesContainers({
  observed,
  project,
}: Pick<Observation, 'observed' | 'project'>): readonly ObservedContainer[] {
  return observed.containers.filter(
    ({ labels }) => labels[LABEL.project] === project.id && labels[LABEL.role] === 'names',
  );
}

/** Whether a names container carries a name on this network now. */
export function carries(container: ObservedContainer, fn: string, network: Attachment): boolean {
  const { labels, state, networks } = container;
  const { id, name } = network;
  const attached = id === undefined ? networks.includes(name) : isAttached(container, { id, name });
  return state === 'running' && attached && namesIn(labels).includes(fn);
}

/** A network; an engine may report no id. */
interface Attachment {
  readonly id: string | undefined;
  readonly name: string;
}

/** The functions among these that cannot be called by name. */
export function unnamed(functions: readonly string[], observation: Observation): readonly string[] {
  const byRouter = observation.router.link?.names ?? [];
  const containers = namesContainers(observation);
  const { network: name } = observation.context.settings;
  const network = { id: ownNetwork(observation.observed, observation.project, name)?.id, name };
  const isNamed = (fn: string) => byRouter.includes(fn) || containers.some((one) => carries(one, fn, network));
  return functions.filter((fn) => !isNamed(fn)).toSorted();
}
