/**
 * Stage 12, retire: which sources did this run reject, and which earlier rejections hold no longer? Pure.
 *
 * A rejection holds for one content under one recipe. It ends when the function works, when it is tried with
 * anything else, and when its directory is gone. A run that fails for another reason (no disk, no registry)
 * has learnt nothing about the source and leaves it.
 *
 * Gotcha: a version that was in service before is never rejected. It worked from the same source, so what
 * keeps it from working now is something else.
 */
import type { GenerationRecord, RejectionRecord } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { Deployment } from '../deploy/deployment.js';
import { rejectionReason } from './rejection-reason.js';

export interface VerdictInput {
  readonly recorded: ReadonlyMap<string, GenerationRecord>;
  readonly tried: ReadonlyMap<string, DesiredFunction>;
  /** As the database has them. */
  readonly known: readonly RejectionRecord[];
  readonly now: number;
}

export interface Verdicts {
  readonly rejected: readonly RejectionRecord[];
  /** Functions whose rejection is to be forgotten. */
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
  const holds = (one: RejectionRecord) => failed.has(one.function) && isVersion(one, input.tried.get(one.function));
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
  return { function: fn, contentHash: spec.contentHash, recipeKey, code: error.code, reason, rejectedAt: now };
}

type Version = Pick<RejectionRecord, 'contentHash' | 'recipeKey'>;

function isVersion({ contentHash, recipeKey }: Version, desired: DesiredFunction | undefined): boolean {
  return desired?.spec.contentHash === contentHash && desired.recipeKey === recipeKey;
}
