/**
 * Stage 12, retire: which sources did this run reject, and which earlier rejections no longer hold?
 * Pure.
 *
 * A rejection holds for one version (rejection-holds.ts). It ends when the function works, when anything
 * else is tried, and when its directory is gone. A run that fails for another reason (no disk, no
 * registry) learns nothing about the source and keeps the rejection.
 *
 * Gotcha: a version that served before is never rejected. It worked from the same source, so
 * something else keeps it from working now.
 */
import type { GenerationRecord, RejectionRecord } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { Deployment } from '../deploy/deployment.js';
import { isVersion, rejectionHolds, settingsOfRejection } from './rejection-holds.js';
import { rejectionReason } from './rejection-reason.js';

export interface VerdictInput {
  readonly recorded: ReadonlyMap<string, GenerationRecord>;
  readonly tried: ReadonlyMap<string, DesiredFunction>;
  /** The rejections in the database. */
  readonly known: readonly RejectionRecord[];
  readonly now: number;
}

export interface Verdicts {
  readonly rejected: readonly RejectionRecord[];
  /** Functions whose rejection is to be deleted. */
  readonly lifted: readonly string[];
}

/** @param deployments of all functions of the run */
export function verdictsOf(deployments: readonly Deployment[], input: VerdictInput): Verdicts {
  const rejected = deployments.flatMap((deployment) => rejectionOf(deployment, input) ?? []);
  const renewed = new Set(rejected.map((one) => one.function));
  const failed = new Set(
    deployments
      .filter(({ status, serving }) => status === 'failed' && serving === undefined)
      .map((one) => one.function),
  );
  const holds = (one: RejectionRecord) =>
    failed.has(one.function) && rejectionHolds(one, input.tried.get(one.function));
  const lifted = input.known.filter((one) => !renewed.has(one.function) && !holds(one)).map((one) => one.function);
  return { rejected, lifted };
}

function rejectionOf(
  { function: fn, status, serving, error }: Deployment,
  { recorded, tried, now }: VerdictInput,
): RejectionRecord | undefined {
  const desired = tried.get(fn);
  if (status !== 'failed' || serving !== undefined || error === undefined || desired === undefined) return undefined;
  const former = recorded.get(fn);
  const reason = rejectionReason(error);
  if (reason === undefined || (former !== undefined && isVersion(former, desired))) return undefined;
  const { spec, recipeKey } = desired;
  const { code } = error;
  const settings = settingsOfRejection(code, desired);
  return {
    function: fn,
    contentHash: spec.contentHash,
    recipeKey,
    code,
    reason,
    rejectedAt: now,
    ...(settings !== undefined && { settings }),
  };
}
