/**
 * Stages 7 to 9 for all functions: side by side, each on its own.
 *
 * One function that fails changes nothing for the others: its error becomes part of its deployment, and what served
 * before keeps serving and keeps its route. Interrupts, bugs and an engine that went away are nobody's failure: they end
 * the run, and all that it started is removed.
 */
import { type ErrorCode, isSmolfaasError, type SmolfaasError } from '../../contract/errors.js';
import { boundedMap } from '../bounded-map.js';
import type { FunctionPlan, Plan } from '../decide/plan.js';
import { deploy, stay } from './deploy.js';
import type { DeployTools } from './deploy-tools.js';
import type { Deployment } from './deployment.js';
import { discardAll } from './unrouted.js';

/** Without an engine no function can go on, and one sentence says it for all. */
const ENGINE_GONE: ReadonlySet<ErrorCode> = new Set(['engine-died', 'engine-unreachable']);

/**
 * For each function that is being built or started, so many more may be waiting for their answer. Not all of them: a hundred servers that
 * start in the same moment would make each other late.
 */
const WAITING = 4;

/**
 * Deploys every function of the plan, in its order.
 * @param failures of functions that could not even be read
 * @throws engine-died, engine-unreachable, the signal's reason
 */
export async function deployAll(
  plan: Plan,
  failures: ReadonlyMap<string, SmolfaasError>,
  tools: DeployTools,
): Promise<Deployment[]> {
  const { engine, settings, emit, signal } = tools.site.context;
  try {
    return await boundedMap(plan.functions, settings.parallel * WAITING, signal, (one) =>
      deployOne(one, failures, tools),
    );
  } catch (error) {
    await discardAll(tools.unrouted, { functions: engine.functions, emit, signal });
    throw error;
  }
}

async function deployOne(
  plan: FunctionPlan,
  failures: ReadonlyMap<string, SmolfaasError>,
  tools: DeployTools,
): Promise<Deployment> {
  const { emit, now, signal } = tools.site.context;
  const begin = now();
  const fail = (error: SmolfaasError): Deployment => {
    emit({ type: 'function', function: plan.function, phase: 'failed' });
    emit({ type: 'failure', function: plan.function, error });
    return { ...stay(plan, tools.site, error), ms: now() - begin };
  };
  const unreadable = failures.get(plan.function);
  if (unreadable !== undefined) return fail(unreadable);
  try {
    return await deploy(plan, tools);
  } catch (error) {
    signal.throwIfAborted();
    if (!isSmolfaasError(error) || ENGINE_GONE.has(error.code)) throw error;
    return fail(error);
  }
}
