/**
 * After a failed update: does the version before answer, and from when is it?
 *
 * The container is asked once, through the router, as clients ask: one that runs and hangs, or lost its
 * address, is not reachable, and users would believe the opposite.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { StillServing } from '../contract/outcome.js';
import type { FunctionPlan } from '../decide/plan.js';
import type { DeployTools } from './deploy-tools.js';

/** An update has failed already, and its report waits for this answer. */
const PROBE_MS = 2_000;

/** Undefined where nothing of the function answers, or no router runs. @throws the signal's reason, what the router failed with */
export async function stillServing(
  { function: fn, current }: FunctionPlan,
  { observation, infrastructure, recorded }: Pick<DeployTools, 'observation' | 'infrastructure' | 'recorded'>,
): Promise<StillServing | undefined> {
  const { signal } = observation.context;
  const link = current && (await infrastructure.router)?.link;
  if (current === undefined || link === undefined) return undefined;
  try {
    const { kind } = await link.probe(current.upstream, PROBE_MS, signal);
    if (kind !== 'answered') return undefined;
  } catch (error) {
    if (!isSmolfaasError(error, 'router-unreachable')) throw error;
    return undefined;
  }
  const record = recorded.get(fn);
  return record?.generation === current.generation ? { builtAt: record.builtAt } : {};
}
