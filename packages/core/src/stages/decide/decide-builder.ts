/**
 * Stage 6, decide: does this run need a builder, and what will be done about its container? Pure.
 *
 * A builder is needed only while something is built, so a container that stopped, or was made with other settings, is no fault as long as
 * nothing has to be built. Whether the engine itself can build (`auto`) is asked of it when a builder is needed: no run without a build
 * pays for the question.
 */
import { LABEL, type Project } from '../../contract/labels.js';
import type { Observed } from '../../contract/observed.js';
import type { Settings } from '../../contract/settings.js';
import { ownBuilder } from '../own-objects.js';
import type { BuilderPlan, FunctionPlan } from './plan.js';

/** What is known of the builder. */
export interface BuilderSituation {
  readonly project: Project;
  readonly settings: Pick<Settings, 'builder' | 'buildkitName'>;
  readonly observed: Observed;
  /** The hash that a container made from today's settings would carry. */
  readonly builderSpecHash: string;
}

/** The builder's part of a plan. */
export function decideBuilder(input: BuilderSituation, functions: readonly FunctionPlan[]): BuilderPlan {
  const toBuild = functions.filter(({ action }) => action === 'build').map((one) => one.function);
  if (toBuild.length === 0) return { action: 'nothing', reasons: [] };
  const reasons = [`${toBuild.join(', ')} ${toBuild.length === 1 ? 'has' : 'have'} to be built`];
  return { action: 'ensure', reasons: [...reasons, ...aboutContainer(input)] };
}

/** Nothing to say where it is not known yet whether there will be one. */
function aboutContainer({ observed, project, settings, builderSpecHash }: BuilderSituation): readonly string[] {
  if (settings.builder.kind !== 'container') return [];
  const container = ownBuilder(observed, project, settings.buildkitName);
  if (container === undefined) return ['there is no builder'];
  return [
    container.name === settings.buildkitName ? undefined : `the builder is called ${container.name}`,
    container.state === 'running' ? undefined : `the builder is ${container.state}`,
    container.labels[LABEL.specHash] === builderSpecHash ? undefined : 'settings of the builder changed',
  ].filter((reason) => reason !== undefined);
}
