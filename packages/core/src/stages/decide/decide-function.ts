/**
 * Stage 6, decide: the rules of one function. They are asked from top to bottom; the first that applies decides:
 *
 *     no image of this content and recipe          build
 *     image, but no running container              start
 *     running, but from another spec or network    replace
 *     right, but not where the router leads        reroute
 *     right and routed, but not recorded, settled
 *     or alone                                     adopt
 *     else                                         nothing
 *
 * What would surprise: an image counts by its labels and not by its tag, and a recorded hash alone is never a reason to
 * do nothing: an image that was pruned is built again although nothing changed.
 */
import { LABEL } from '../../contract/labels.js';
import type { ObservedImage } from '../../contract/observed.js';
import { isVersion } from '../images/function-image.js';
import { imageTags, loadedName } from '../object-names.js';
import { aliasOf, generationOf } from './function-containers.js';
import type { FunctionAction, FunctionPlan } from './plan.js';
import {
  type Scene,
  type Situation,
  type Wanted,
  whyAdopt,
  whyBuild,
  whyReplace,
  whyReroute,
  whyStart,
} from './reasons.js';

/** Decides for a function whose source is there. */
export function decideFunction(wanted: Wanted, situation: Situation, scene: Scene): FunctionPlan {
  const image = findImage(wanted, scene);
  const plan = (action: FunctionAction, reasons: readonly string[]): FunctionPlan => ({
    ...skeleton(situation),
    action,
    reasons,
    orphan: false,
    image: image?.id,
  });
  if (image === undefined) return plan('build', whyBuild(wanted, situation));
  const { current } = situation.containers;
  if (current === undefined) return plan('start', [whyStart(situation)]);
  const differences = whyReplace(wanted, image, current, scene);
  if (differences.length > 0) return plan('replace', differences);
  const upstream = aliasOf(current, scene.settings.imagePrefix);
  if (situation.upstream !== upstream) return plan('reroute', [whyReroute(situation.upstream)]);
  const untidy = whyAdopt(wanted, image, current, situation, scene);
  return untidy.length > 0 ? plan('adopt', untidy) : plan('nothing', []);
}

/** Decides for a function that is deployed, or was, and whose source is gone or cannot be used. */
export function decideLeftBehind(situation: Situation, why: 'orphan' | 'unwanted' | 'unusable'): FunctionPlan {
  const reasons = {
    orphan: 'its directory is gone',
    unwanted: 'its directory is gone',
    unusable: 'its source cannot be used',
  };
  return {
    ...skeleton(situation),
    action: why === 'unwanted' ? 'remove' : 'keep',
    reasons: [reasons[why]],
    orphan: why !== 'unusable',
    image: situation.containers.current?.imageId,
  };
}

/**
 * The image of this content and recipe, known by its labels; one that still has its name is
 * preferred. It is our project's, one that was loaded on purpose, or one without a living owner:
 * another project's image is none of our business, however alike it is.
 */
function findImage(
  wanted: Pick<Wanted, 'function' | 'contentHash' | 'recipeKey'>,
  scene: Pick<Scene, 'project' | 'images' | 'abandoned' | 'settings'>,
): ObservedImage | undefined {
  const loaded = loadedName(wanted.function, wanted.contentHash, wanted.recipeKey);
  const fitting = scene.images.filter(
    ({ id, labels, tags }) =>
      (labels[LABEL.project] === scene.project.id || tags.includes(loaded) || scene.abandoned.has(id)) &&
      isVersion(labels, wanted),
  );
  const [tag] = imageTags(scene.settings.imagePrefix, wanted.function, wanted.contentHash, wanted.recipeKey);
  return fitting.find(({ tags }) => tags.some((name) => name === tag)) ?? fitting[0];
}

function skeleton({
  function: fn,
  containers,
  recorded,
}: Situation): Pick<FunctionPlan, 'function' | 'generation' | 'current' | 'others'> {
  const { current, others } = containers;
  const all = current === undefined ? others : [current, ...others];
  const generation = Math.max(recorded?.generation ?? 0, ...all.map(generationOf)) + 1;
  return { function: fn, generation, current, others };
}
