/**
 * Stage 6, decide: what is known about one function, and how it differs from what it should be, in words.
 *
 * Each question gives reasons, and a reason is both the condition and the explanation: a plan without a reason cannot
 * arise, and what users read is what was decided by.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { ObservedContainer, ObservedImage, ObservedNetwork } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { canonicalJson } from '../desired/canonical-hash.js';
import { specHash } from '../desired/container-spec.js';
import type { DesiredFunction } from '../desired/desired.js';
import { settledName } from '../desired/object-names.js';
import { isAttached } from '../observed/own-objects.js';
import { containerDrift } from './container-drift.js';
import {
  type FunctionContainers,
  instanceOf,
  newestFirst,
  type RunningGeneration,
} from '../observed/function-containers.js';

/** What is known about one function besides what it should be. */
export interface FunctionState {
  readonly function: string;
  readonly containers: FunctionContainers;
  readonly recorded: GenerationRecord | undefined;
  /** Where the router leads now. */
  readonly upstream: string | undefined;
}

/** What all functions share. */
export interface SharedState {
  readonly project: Project;
  readonly imagePrefix: string;
  readonly images: readonly ObservedImage[];
  /** Ids of those under our names whose project has nothing else left: they may be used. */
  readonly abandoned: ReadonlySet<string>;
  /** Undefined where it has to be created. */
  readonly network: ObservedNetwork | undefined;
}

/** Why it has to be built. */
export function whyBuild(desired: DesiredFunction, { recorded, containers }: FunctionState): string[] {
  const labels = (containers.current?.instances[0] ?? containers.others[0])?.labels;
  const contentHash = recorded?.contentHash ?? labels?.[LABEL.contentHash];
  const recipeKey = recorded?.recipeKey ?? labels?.[LABEL.recipeKey];
  if (contentHash === undefined) return ['it was not built yet'];
  const reasons: string[] = [];
  if (contentHash !== desired.spec.contentHash) reasons.push('its source changed');
  if (recipeKey !== desired.recipeKey && recipeKey !== desired.labelKey) reasons.push('its build recipe changed');
  return reasons.length > 0 ? reasons : ['its image is gone'];
}

/** Why a container has to be started. */
export function whyStart({ containers }: FunctionState): string {
  const last = containers.others.toSorted(newestFirst)[0];
  if (last === undefined) return 'it has no container';
  const code = last.exitCode === undefined ? '' : ` (${last.exitCode})`;
  return `its container is ${last.state}${code}`;
}

/** Why the containers that serve are not the right ones; empty when they are. */
export function whyReplace(
  desired: DesiredFunction,
  image: ObservedImage,
  { instances }: RunningGeneration,
  shared: SharedState,
): readonly string[] {
  const { instances: wanted } = desired.spec;
  const reasons = instances.flatMap((one) => differences(desired, image, one, shared));
  if (instances.length < wanted) reasons.push(`${instances.length} of ${wanted} instances run`);
  return [...new Set(reasons)];
}

function differences(
  { spec, labelKey }: DesiredFunction,
  image: ObservedImage,
  container: ObservedContainer,
  { imagePrefix, network }: SharedState,
): string[] {
  const { labels } = container;
  const reasons: string[] = [];
  if (labels[LABEL.contentHash] !== spec.contentHash) reasons.push('it runs other source');
  if (labels[LABEL.recipeKey] !== labelKey) reasons.push('it was built by another recipe');
  const differs = labels[LABEL.specHash] !== specHash(spec, image.id) || container.imageId !== image.id;
  if (reasons.length === 0 && differs) reasons.push('its container was made in another way');
  if (reasons.length === 0) {
    reasons.push(...containerDrift(container, imagePrefix, spec).map(({ reason }) => reason));
  }
  if (network === undefined || !isAttached(container, network)) {
    reasons.push(`its container is not on network ${spec.network}`);
  }
  return reasons;
}

/** Why the router has to be told. */
export function whyReroute(upstream: string | undefined): string {
  return upstream === undefined ? 'the router has no route to it' : `the router leads to ${upstream}`;
}

/** What is left to be put in order; empty when nothing is. */
export function whyAdopt(
  desired: DesiredFunction,
  image: ObservedImage,
  current: RunningGeneration,
  { recorded, containers }: FunctionState,
): string[] {
  const reasons: string[] = [];
  if (recorded === undefined) reasons.push('it runs, but is not recorded');
  else if (!isRecordOf(recorded, desired, image, current)) reasons.push('something else is recorded');
  for (const one of current.instances) {
    if (one.name !== settledName(desired.spec.prefix, desired.function, instanceOf(one)))
      reasons.push(`its container is called ${one.name}`);
  }
  for (const { name } of containers.others) reasons.push(`container ${name} is left over`);
  return reasons;
}

function isRecordOf(
  record: GenerationRecord,
  desired: DesiredFunction,
  image: ObservedImage,
  { generation, instances }: RunningGeneration,
): boolean {
  return (
    record.generation === generation &&
    record.contentHash === desired.spec.contentHash &&
    record.recipeKey === desired.recipeKey &&
    (record.labelKey ?? record.recipeKey) === desired.labelKey &&
    canonicalJson(record.pins) === canonicalJson(desired.pins) &&
    record.imageId === image.id &&
    record.instances === instances.length &&
    record.specHash === instances[0].labels[LABEL.specHash]
  );
}
