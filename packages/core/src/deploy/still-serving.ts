/**
 * After a failed update: does the previous version answer, and when was it built?
 *
 * SmolFaaS probes the container once through the router, as clients would. A container that runs
 * but hangs, or that lost its address, is unreachable, and users would otherwise believe that it
 * serves.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { StillServing } from '../contract/outcome.js';
import type { FunctionPlan } from '../decide/plan.js';
import type { DeployTools } from './deploy-tools.js';

/** Short, because the update has already failed and its report waits for this answer. */
const PROBE_MS = 2_000;

/**
 * Undefined if no container of the function answers, or no router runs.
 * @throws the signal's reason, the router's failure
 */
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
