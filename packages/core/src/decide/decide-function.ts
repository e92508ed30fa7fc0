/**
 * Stage 7, decide: the rules for one function. SmolFaaS checks them from top to bottom; the first
 * that applies decides:
 *
 *     no image of this content and recipe          build
 *     image, but no running container              start
 *     running, but from another spec or network    replace
 *     right, but not where the router leads        reroute
 *     right and routed, but not recorded, settled
 *     or alone                                     adopt
 *     else                                         nothing
 *
 * A running container that does not answer is found later, when it is probed; deploy/deploy.ts then
 * replaces it.
 *
 * Gotchas:
 * 1. An image counts by its labels, not by its tag. Only of an image that was loaded from a bundle
 *    the name counts too (`findImage`).
 * 2. A recorded hash alone is never a reason to do nothing: SmolFaaS rebuilds an image that was
 *    pruned, although nothing changed.
 */
import { LABEL } from '../contract/labels.js';
import type { ObservedImage } from '../contract/observed.js';
import type { Reason } from '../contract/reasons.js';
import type { DesiredFunction } from '../desired/desired.js';
import { hasContent, isVersion } from '../observed/function-image.js';
import { imageTags, loadedName } from '../desired/object-names.js';
import { generationOf, keptUpstream } from '../observed/function-containers.js';
import type { FunctionAction, FunctionPlan, OutsideFunction } from './plan.js';
import {
  type FunctionState,
  type SharedState,
  whyAdopt,
  whyBuild,
  whyReplace,
  whyReroute,
  whyStart,
} from './reasons.js';

/** Decides for a function whose source exists and is usable. */
export function decideFunction(desired: DesiredFunction, state: FunctionState, shared: SharedState): FunctionPlan {
  const image = findImage(desired, shared);
  const plan = (action: FunctionAction, reasons: readonly Reason[]): FunctionPlan => ({
    ...skeleton(state),
    desired,
    action,
    reasons,
    orphan: false,
    image: image?.id,
  });
  if (image === undefined) return plan('build', whyBuild(desired, state));
  const { current } = state.containers;
  if (current === undefined) return plan('start', [whyStart(state)]);
  const differences = whyReplace(desired, image, current, shared);
  if (differences.length > 0) return plan('replace', differences);
  if (state.upstream !== current.upstream) return plan('reroute', [whyReroute(state.upstream)]);
  const untidy = whyAdopt(desired, image, current, state, shared);
  return untidy.length > 0 ? plan('adopt', untidy) : plan('nothing', []);
}

/** Decides for a function that is or was deployed, and whose source is gone or unusable. */
export function decideLeftBehind(state: FunctionState, why: 'orphan' | 'unwanted' | 'unusable'): FunctionPlan {
  return {
    ...skeleton(state),
    desired: undefined,
    action: why === 'unwanted' ? 'remove' : 'keep',
    reasons: [{ code: why === 'unusable' ? 'source-unusable' : 'directory-gone', facts: {} }],
    orphan: why !== 'unusable',
    image: state.containers.current?.instances[0].imageId,
  };
}

/** For a function that the run is not about: its route stays as it is. */
export function keptRoute({ function: fn, containers, upstream }: FunctionState): OutsideFunction {
  return { function: fn, upstream: keptUpstream(containers, upstream) };
}

/**
 * The image of this content and recipe, identified by its labels; one that still has its name is
 * preferred. Three kinds qualify: images of this project, images loaded on purpose, and images
 * without a living owner. SmolFaaS never uses an image of another project, even if it is identical.
 */
function findImage(
  { function: fn, spec: { contentHash }, labelKey: recipeKey }: DesiredFunction,
  { project, images, abandoned, imagePrefix }: SharedState,
): ObservedImage | undefined {
  const version = { function: fn, contentHash, recipeKey };
  const loaded = loadedName(fn, contentHash, recipeKey);
  // The name of a loaded image states the recipe that built it. Its label may carry a former key of
  // the same recipe.
  const isOurs = ({ id, labels }: ObservedImage) => labels[LABEL.project] === project.id || abandoned.has(id);
  const fitting = images.filter((one) =>
    one.tags.includes(loaded) ? hasContent(one.labels, version) : isOurs(one) && isVersion(one.labels, version),
  );
  const [tag] = imageTags(imagePrefix, fn, contentHash, recipeKey);
  return fitting.find(({ tags }) => tags.some((name) => name === tag)) ?? fitting[0];
}

function skeleton({
  function: fn,
  containers,
  recorded,
}: FunctionState): Pick<FunctionPlan, 'function' | 'generation' | 'current' | 'others'> {
  const { current, others } = containers;
  const all = [...(current?.instances ?? []), ...others];
  const generation = Math.max(recorded?.generation ?? 0, ...all.map(generationOf)) + 1;
  return { function: fn, generation, current, others };
}
