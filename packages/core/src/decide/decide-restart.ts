/**
 * Stage 7, decide: the plans of `restart`. A function that serves gets a new generation of the
 * version that serves, whatever its source is by now. Pure.
 *
 * Invariant: a restart builds nothing for a function that serves. It uses the image of its running
 * containers, with the settings as they are now.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { FunctionPlan } from './plan.js';

/**
 * The plan of a function that is to be restarted. One that does not serve, or whose directory is
 * gone or unusable, keeps the plan of `up`.
 */
export function decideRestart(plan: FunctionPlan, recorded: GenerationRecord | undefined): FunctionPlan {
  const { current, desired } = plan;
  if (current === undefined || desired === undefined) return plan;
  const [one] = current.instances;
  return {
    ...plan,
    desired: servingVersion(desired, one, recorded),
    action: 'replace',
    image: one.imageId,
    reasons: [{ code: 'restart-requested', facts: {} }],
  };
}

/** The version of this container; source, recipe and pins are those that it was built from. */
function servingVersion(
  desired: DesiredFunction,
  { labels, imageId }: ObservedContainer,
  recorded: GenerationRecord | undefined,
): DesiredFunction {
  const { [LABEL.contentHash]: contentHash, [LABEL.recipeKey]: labelKey } = labels;
  const { spec } = desired;
  if (contentHash === undefined || labelKey === undefined) return desired;
  if (contentHash === spec.contentHash && labelKey === desired.labelKey) return desired;
  const known = recorded?.imageId === imageId ? recorded : undefined;
  return {
    ...desired,
    labelKey,
    recipeKey: known?.recipeKey ?? labelKey,
    pins: known?.pins ?? desired.pins,
    spec: {
      ...spec,
      contentHash,
      labels: { ...spec.labels, [LABEL.contentHash]: contentHash, [LABEL.recipeKey]: labelKey },
    },
  };
}
