/**
 * Turns what a run read and observed into the input of decide: only the values that a decision may
 * depend on.
 */
import { LABEL } from '../contract/labels.js';
import type { PortFault } from '../contract/port-fault.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { Desired } from '../desired/desired.js';
import type { Observation } from '../observed/observed-project.js';
import { decide } from './decide.js';
import type { Plan } from './plan.js';

/** What a run knows besides its observation. */
export interface RunInput {
  readonly desired: Desired;
  readonly recorded: readonly GenerationRecord[];
  readonly unreached: readonly PortFault[];
  /** Restarts every function that serves. */
  readonly restart?: boolean | undefined;
}

/** The plan of a run. */
export function planRun(
  { context: { settings, only }, project, observed, router }: Observation,
  input: RunInput,
): Plan {
  return decide({ project, settings, only, observed, routes: router.state, ...input });
}

/** Functions of this project that have a container, sorted. */
export function deployedFunctions({ observed, project }: Pick<Observation, 'observed' | 'project'>): readonly string[] {
  const ours = observed.containers.filter(({ labels }) => labels[LABEL.project] === project.id);
  const names = ours.map(({ labels }) => labels[LABEL.function]).filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}
