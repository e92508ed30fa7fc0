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
 * What would surprise: an image counts by its labels and not by its tag, and a recorded hash alone is never a reason to do nothing: an image
 * that was pruned is built again although nothing changed.
 */
import { LABEL, type Project } from '../../contract/labels.js';
import type { ObservedContainer, ObservedImage } from '../../contract/observed.js';
import type { Settings } from '../../contract/settings.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { imageTags, settledName } from '../object-names.js';
import { specHash } from '../run/container-spec.js';
import type { Wanted } from './decide.js';
import { aliasOf, type FunctionContainers, generationOf } from './function-containers.js';
import type { FunctionAction, FunctionPlan } from './plan.js';

/** What is known about one function besides its source. */
export interface Situation {
  readonly function: string;
  readonly containers: FunctionContainers;
  readonly recorded: GenerationRecord | undefined;
  /** Where the router leads now. */
  readonly upstream: string | undefined;
}

/** What all functions share. */
export interface Scene {
  readonly project: Project;
  readonly settings: Pick<Settings, 'imagePrefix' | 'network'>;
  readonly images: readonly ObservedImage[];
  readonly networkMissing: boolean;
}

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
  if (image === undefined) return plan('build', buildReasons(wanted, situation));
  const { current } = situation.containers;
  if (current === undefined) return plan('start', [whyNoneRuns(situation)]);
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

/** The image of this content and recipe, known by its labels; one that still has its name is preferred. */
export function findImage(
  wanted: Pick<Wanted, 'function' | 'contentHash' | 'recipeKey'>,
  scene: Pick<Scene, 'project' | 'images' | 'settings'>,
): ObservedImage | undefined {
  const fitting = scene.images.filter(
    ({ labels }) =>
      labels[LABEL.project] === scene.project.id &&
      labels[LABEL.function] === wanted.function &&
      labels[LABEL.contentHash] === wanted.contentHash &&
      labels[LABEL.recipeKey] === wanted.recipeKey,
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

function buildReasons(wanted: Wanted, { recorded, containers }: Situation): string[] {
  const labels = containers.current?.labels ?? containers.others[0]?.labels;
  const contentHash = recorded?.contentHash ?? labels?.[LABEL.contentHash];
  const recipeKey = recorded?.recipeKey ?? labels?.[LABEL.recipeKey];
  if (contentHash === undefined) return ['it was not built yet'];
  const reasons: string[] = [];
  if (contentHash !== wanted.contentHash) reasons.push('its source changed');
  if (recipeKey !== wanted.recipeKey) reasons.push('its build recipe changed');
  return reasons.length > 0 ? reasons : ['its image is gone'];
}

function whyNoneRuns({ containers }: Situation): string {
  const last = [...containers.others].sort((a, b) => generationOf(b) - generationOf(a))[0];
  if (last === undefined) return 'it has no container';
  const code = last.exitCode === undefined ? '' : ` (${last.exitCode})`;
  return `its container is ${last.state}${code}`;
}

function whyReplace(wanted: Wanted, image: ObservedImage, current: ObservedContainer, scene: Scene): string[] {
  const { project, settings } = scene;
  const { labels } = current;
  const reasons: string[] = [];
  if (labels[LABEL.contentHash] !== wanted.contentHash) reasons.push('it runs other source');
  if (labels[LABEL.recipeKey] !== wanted.recipeKey) reasons.push('it was built by another recipe');
  const should = { ...wanted, project, prefix: settings.imagePrefix, network: settings.network, image: image.id };
  const differs = labels[LABEL.specHash] !== specHash(should) || current.imageId !== image.id;
  if (reasons.length === 0 && differs) reasons.push('its container was made in another way');
  if (scene.networkMissing || !current.networks.includes(settings.network)) {
    reasons.push(`its container is not on network ${settings.network}`);
  }
  return reasons;
}

function whyReroute(upstream: string | undefined): string {
  return upstream === undefined ? 'the router has no route to it' : `the router leads to ${upstream}`;
}

function whyAdopt(
  wanted: Wanted,
  image: ObservedImage,
  current: ObservedContainer,
  { recorded, containers }: Situation,
  { settings }: Scene,
): string[] {
  const reasons: string[] = [];
  if (recorded === undefined) reasons.push('it runs, but is not recorded');
  else if (!isRecordOf(recorded, wanted, image, current)) reasons.push('something else is recorded');
  if (current.name !== settledName(settings.imagePrefix, wanted.function))
    reasons.push(`its container is called ${current.name}`);
  for (const { name } of containers.others) reasons.push(`container ${name} is left over`);
  return reasons;
}

function isRecordOf(
  record: GenerationRecord,
  wanted: Wanted,
  image: ObservedImage,
  current: ObservedContainer,
): boolean {
  return (
    record.generation === generationOf(current) &&
    record.contentHash === wanted.contentHash &&
    record.recipeKey === wanted.recipeKey &&
    record.imageId === image.id &&
    record.specHash === current.labels[LABEL.specHash]
  );
}
