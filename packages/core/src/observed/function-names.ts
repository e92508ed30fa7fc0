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

/** Whether a names container carries a name now. */
export function carries({ labels, state }: Pick<ObservedContainer, 'labels' | 'state'>, fn: string): boolean {
  return state === 'running' && namesIn(labels).includes(fn);
}

/** The functions among these that cannot be called by name. */
export function unnamed(functions: readonly string[], observation: Observation): readonly string[] {
  const byRouter = observation.router.link?.names ?? [];
  const containers = namesContainers(observation);
  const isNamed = (fn: string) => byRouter.includes(fn) || containers.some((one) => carries(one, fn));
  return functions.filter((fn) => !isNamed(fn)).toSorted();
}
