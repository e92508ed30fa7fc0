/**
 * Stage 7, decide: what is known about one function, and how it differs from what it should be.
 *
 * Each function returns reasons, and a reason is both the condition and the explanation. So a plan
 * without a reason cannot exist, and users read (in the CLI's words) exactly what the decision was
 * based on.
 */
import { LABEL, type Project } from '../contract/labels.js';
import type { ObservedContainer, ObservedImage, ObservedNetwork } from '../contract/observed.js';
import type { Reason } from '../contract/reasons.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { canonicalJson, eachOnce } from '../desired/canonical-hash.js';
import { specHash } from '../desired/container-spec.js';
import type { DesiredFunction } from '../desired/desired.js';
import { settledName } from '../desired/object-names.js';
import { changedSecrets } from '../desired/secret-digests.js';
import { differingSettings } from '../desired/setting-digests.js';
import { isAttached } from '../observed/own-objects.js';
import { containerDrift } from './container-drift.js';
import {
  builtFrom,
  type FunctionContainers,
  instanceOf,
  newestContainer,
  type RunningGeneration,
} from '../observed/function-containers.js';

/** What is known about one function besides what it should be. */
export interface FunctionState {
  readonly function: string;
  readonly containers: FunctionContainers;
  readonly recorded: GenerationRecord | undefined;
  /** The upstream that the router uses now. */
  readonly upstream: string | undefined;
}

/** What all functions share. */
export interface SharedState {
  readonly project: Project;
  readonly imagePrefix: string;
  readonly images: readonly ObservedImage[];
  /**
   * Ids of images under this project's names whose own project has nothing else left: they may be
   * used.
   */
  readonly abandoned: ReadonlySet<string>;
  /** Undefined when it has to be created. */
  readonly network: ObservedNetwork | undefined;
  /** Names of containers never change. */
  readonly fixedNames: boolean;
}

/** Why the function has to be built. */
export function whyBuild(desired: DesiredFunction, { recorded, containers }: FunctionState): Reason[] {
  const { contentHash, recipeKey } = builtFrom(recorded, containers);
  if (contentHash === undefined) return [{ code: 'not-built', facts: {} }];
  const reasons: Reason[] = [];
  if (contentHash !== desired.spec.contentHash) reasons.push({ code: 'source-changed', facts: {} });
  if (recipeKey !== desired.recipeKey && recipeKey !== desired.labelKey)
    reasons.push({ code: 'recipe-changed', facts: {} });
  return reasons.length > 0 ? reasons : [{ code: 'image-gone', facts: {} }];
}

/** Why a container has to be started, where none serves. */
export function whyStart({ containers }: FunctionState): Reason {
  const last = newestContainer(containers);
  if (last === undefined) return { code: 'no-container', facts: {} };
  const { state, exitCode } = last;
  return { code: 'container-ended', facts: { state, ...(exitCode !== undefined && { exitCode }) } };
}

/** Why the containers that serve are not the right ones; empty when they are. */
export function whyReplace(
  desired: DesiredFunction,
  image: ObservedImage,
  { instances }: RunningGeneration,
  shared: SharedState,
): readonly Reason[] {
  const { instances: wanted } = desired.spec;
  const reasons = instances.flatMap((one) => differences(desired, image, one, shared));
  if (instances.length < wanted)
    reasons.push({ code: 'too-few-instances', facts: { running: instances.length, wanted } });
  return eachOnce(reasons);
}

function differences(
  { spec, labelKey, secrets }: DesiredFunction,
  image: ObservedImage,
  container: ObservedContainer,
  { imagePrefix, network }: SharedState,
): Reason[] {
  const { labels } = container;
  const reasons: Reason[] = [];
  if (labels[LABEL.contentHash] !== spec.contentHash) reasons.push({ code: 'other-source', facts: {} });
  if (labels[LABEL.recipeKey] !== labelKey) reasons.push({ code: 'other-recipe', facts: {} });
  const differs = labels[LABEL.specHash] !== specHash(spec, image.id) || container.imageId !== image.id;
  if (reasons.length === 0 && differs) {
    const settings = differingSettings(labels, spec.labels);
    reasons.push({ code: 'other-spec', facts: settings.length > 0 ? { settings } : {} });
  }
  const names = secrets === undefined ? [] : changedSecrets(labels, secrets);
  if (names.length > 0 && reasons.length === 0) reasons.push({ code: 'secrets-changed', facts: { names } });
  if (reasons.length === 0) {
    reasons.push(...containerDrift(container, imagePrefix, spec));
  }
  if (network === undefined || !isAttached(container, network)) {
    reasons.push({ code: 'not-on-network', facts: { network: spec.network } });
  }
  return reasons;
}

/** Why the route has to change. */
export function whyReroute(upstream: string | undefined): Reason {
  return upstream === undefined ? { code: 'not-routed', facts: {} } : { code: 'routed-elsewhere', facts: { upstream } };
}

/** What the run still has to put in order; empty when nothing is left. */
export function whyAdopt(
  desired: DesiredFunction,
  image: ObservedImage,
  current: RunningGeneration,
  { recorded, containers }: FunctionState,
  { fixedNames }: SharedState,
): Reason[] {
  const reasons: Reason[] = [];
  if (recorded === undefined) reasons.push({ code: 'not-recorded', facts: {} });
  else if (!isRecordOf(recorded, desired, image, current)) reasons.push({ code: 'recorded-otherwise', facts: {} });
  for (const one of fixedNames ? [] : current.instances) {
    if (one.name !== settledName(desired.spec.prefix, desired.function, instanceOf(one)))
      reasons.push({ code: 'called-otherwise', facts: { name: one.name } });
  }
  for (const { name } of containers.others) reasons.push({ code: 'left-over', facts: { name } });
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
