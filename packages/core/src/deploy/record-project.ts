/**
 * Records a project right before its first object is created, so a run in the wrong directory
 * records none.
 */
import type { StateStore } from '../contract/state-store.js';
import type { Plan } from '../decide/plan.js';
import type { Observation } from '../observed/observed-project.js';

/** Records a project that is new or has moved, if the plan does anything. */
export function recordProject({ project }: Observation, plan: Plan, store: StateStore): void {
  const recorded = store.project();
  const isKnown = recorded?.id === project.id && recorded.functionsDir === project.functionsDir;
  const doesNothing = plan.functions.every(({ action, current }) => action === 'keep' && current === undefined);
  if (!isKnown && !doesNothing) store.saveProject(project);
}
