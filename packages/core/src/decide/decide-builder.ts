/**
 * Stage 7, decide: does this run need a builder, and what will be done about its container? Pure.
 *
 * Only a build needs a builder. So a container that stopped, or that has other settings, is no
 * fault while nothing has to be built. With `auto`, SmolFaaS queries whether the engine itself can
 * build only when a run needs a builder. A run without a build never pays for that query.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { Observed } from '../contract/observed.js';
import type { Reason } from '../contract/reasons.js';
import type { DesiredInfrastructure } from '../desired/desired.js';
import { ownBuilder } from '../observed/own-objects.js';
import type { BuilderPlan, FunctionPlan } from './plan.js';

/** What is known about the builder, and what it should be. */
export interface BuilderState {
  readonly project: Project;
  readonly desired: Pick<DesiredInfrastructure, 'builder'>;
  readonly observed: Observed;
}

/** The builder's part of a plan. */
export function decideBuilder(input: BuilderState, functions: readonly FunctionPlan[]): BuilderPlan {
  const toBuild = functions.filter(({ action }) => action === 'build').map((one) => one.function);
  if (toBuild.length === 0) return { action: 'nothing', reasons: [] };
  const wanted: Reason = { code: 'builds-wanted', facts: { functions: toBuild } };
  return { action: 'ensure', reasons: [wanted, ...aboutContainer(input)] };
}

/** Reasons about the container; none while it is not known whether the run will have one. */
function aboutContainer({ observed, project, desired: { builder } }: BuilderState): readonly Reason[] {
  if (builder.spec.kind !== 'container') return [];
  const { name } = builder.container;
  const container = ownBuilder(observed, project, name);
  if (container === undefined) return [{ code: 'builder-missing', facts: {} }];
  const { state } = container;
  const found: (Reason | false)[] = [
    container.name !== name && { code: 'builder-called-otherwise', facts: { name: container.name } },
    state !== 'running' && { code: 'builder-not-running', facts: { state } },
    container.labels[LABEL.specHash] !== builder.hash && { code: 'builder-settings-changed', facts: {} },
  ];
  return found.filter((reason) => reason !== false);
}
