/**
 * Stage 5, observe: which functions can be called by name on the project's network, and what
 * carries the names. Pure.
 *
 * The names are aliases of the router or of a names container, never of a function's own
 * containers: a new generation would receive calls before it is ready.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { Observation } from './observed-project.js';

/** This project's containers of names, in any state. */
export function namesContainers({
  observed,
  project,
}: Pick<Observation, 'observed' | 'project'>): readonly ObservedContainer[] {
  return observed.containers.filter(
    ({ labels }) => labels[LABEL.project] === project.id && labels[LABEL.role] === 'names',
  );
}

/** The names that a container carries. */
export function namesOf({ labels, state }: Pick<ObservedContainer, 'labels' | 'state'>): readonly string[] {
  return state === 'running' ? (labels[LABEL.names] ?? '').split(',').filter(Boolean) : [];
}

/** The functions among these that cannot be called by name. */
export function unnamed(functions: readonly string[], observation: Observation): readonly string[] {
  const { container } = observation.router;
  const carriers = [...(container === undefined ? [] : [container]), ...namesContainers(observation)];
  const named = new Set(carriers.flatMap(namesOf));
  return functions.filter((fn) => !named.has(fn)).toSorted();
}
