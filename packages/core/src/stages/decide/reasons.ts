/**
 * Stage 6, decide: what is known about one function, and how it differs from what it should be, in words.
 *
 * Each question gives reasons, and a reason is both the condition and the explanation: a plan without a reason cannot
 * arise, and what users read is what was decided by.
 */
import { LABEL, type Project } from '../../contract/labels.js';
import type { ObservedContainer, ObservedImage, ObservedNetwork } from '../../contract/observed.js';
import type { Settings } from '../../contract/settings.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { settledName } from '../object-names.js';
import { isAttached } from '../own-objects.js';
import { wantedSpec } from '../run/container-spec.js';
import { containerDrift } from './container-drift.js';
import { type FunctionContainers, generationOf, newestFirst } from './function-containers.js';

/** A function as its source says it should be. */
export interface Wanted {
  readonly function: string;
  readonly contentHash: string;
  readonly recipeKey: string;
  /** Id of the first runtime whose globs match. */
  readonly runtime: string;
}

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
  readonly settings: Pick<Settings, 'imagePrefix' | 'network' | 'functions' | 'functionCa' | 'host'>;
  readonly images: readonly ObservedImage[];
  /** Ids of those under our names whose project has nothing else left: they may be used. */
  readonly abandoned: ReadonlySet<string>;
  /** Undefined where it has to be created. */
  readonly network: ObservedNetwork | undefined;
}

/** Why it has to be built. */
export function whyBuild(wanted: Wanted, { recorded, containers }: Situation): string[] {
  const labels = containers.current?.labels ?? containers.others[0]?.labels;
  const contentHash = recorded?.contentHash ?? labels?.[LABEL.contentHash];
  const recipeKey = recorded?.recipeKey ?? labels?.[LABEL.recipeKey];
  if (contentHash === undefined) return ['it was not built yet'];
  const reasons: string[] = [];
  if (contentHash !== wanted.contentHash) reasons.push('its source changed');
  if (recipeKey !== wanted.recipeKey) reasons.push('its build recipe changed');
  return reasons.length > 0 ? reasons : ['its image is gone'];
}

/** Why a container has to be started. */
export function whyStart({ containers }: Situation): string {
  const last = containers.others.toSorted(newestFirst)[0];
  if (last === undefined) return 'it has no container';
  const code = last.exitCode === undefined ? '' : ` (${last.exitCode})`;
  return `its container is ${last.state}${code}`;
}

/** Why the container that serves is not the right one; empty when it is. */
export function whyReplace(wanted: Wanted, image: ObservedImage, current: ObservedContainer, scene: Scene): string[] {
  const { project, settings } = scene;
  const { labels } = current;
  const reasons: string[] = [];
  if (labels[LABEL.contentHash] !== wanted.contentHash) reasons.push('it runs other source');
  if (labels[LABEL.recipeKey] !== wanted.recipeKey) reasons.push('it was built by another recipe');
  const should = wantedSpec({ ...wanted, project, image: image.id }, settings);
  const differs = labels[LABEL.specHash] !== should.labels[LABEL.specHash] || current.imageId !== image.id;
  if (reasons.length === 0 && differs) reasons.push('its container was made in another way');
  if (reasons.length === 0) {
    reasons.push(...containerDrift(current, settings.imagePrefix, should).map(({ reason }) => reason));
  }
  if (scene.network === undefined || !isAttached(current, scene.network)) {
    reasons.push(`its container is not on network ${settings.network}`);
  }
  return reasons;
}

/** Why the router has to be told. */
export function whyReroute(upstream: string | undefined): string {
  return upstream === undefined ? 'the router has no route to it' : `the router leads to ${upstream}`;
}

/** What is left to be put in order; empty when nothing is. */
export function whyAdopt(
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
