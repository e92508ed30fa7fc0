/**
 * Stages 9 and 10 for all functions: side by side, each on its own.
 *
 * One function that fails changes nothing for the others: its error becomes part of its deployment, and what served
 * before keeps serving and keeps its route. Interrupts, bugs and an engine that went away are nobody's failure: they end
 * the run, and all that it started is removed.
 */
import { type ErrorCode, isSmolfaasError, type SmolfaasError } from '../contract/errors.js';
import { boundedMap } from '../async/bounded-map.js';
import type { FunctionPlan, Plan } from '../decide/plan.js';
import { semaphore } from '../async/semaphore.js';
import { deploy, isLaunch, stay } from './deploy.js';
import type { DeployTools } from './deploy-tools.js';
import type { Deployment } from './deployment.js';
import { stillServing } from './still-serving.js';
import { discardAll } from './unrouted.js';

/** Without an engine no function can go on, and one sentence says it for all. */
const ENGINE_GONE: ReadonlySet<ErrorCode> = new Set(['engine-died', 'engine-unreachable']);

/**
 * For each function that is being built or started, so many more may be waiting for their answer. Not all of them: a hundred servers that
 * start in the same moment would make each other late.
 */
const WAITING = 4;

/** Starting a container is the engine's work more than the processors', so of that twice as much goes on as of building. */
const STARTS = 2;

/** What belongs to the whole run; the rest of the tools is made here. */
export type RunTools = Omit<DeployTools, 'limits' | 'onStart'>;

/**
 * Deploys every function of the plan; results are in its order. Those to be launched go first. Those that should be running already are asked once
 * the engine has a container to start: asking a hundred takes this process a while, and the engine needs that while anyway.
 * @param failures of functions that could not even be read
 * @throws engine-died, engine-unreachable, whatever network and router fail with, the signal's reason
 */
export async function deployAll(
  plan: Plan,
  failures: ReadonlyMap<string, SmolfaasError>,
  run: RunTools,
): Promise<Deployment[]> {
  const { engine, settings, emit, signal } = run.observation.context;
  const tools = toolsFor(run);
  const launches = plan.functions.filter(isLaunch);
  const others = plan.functions.filter((one) => !isLaunch(one));
  if (launches.length === 0) tools.onStart();
  const inTurn = async (one: FunctionPlan): Promise<[string, Deployment]> => {
    if (!isLaunch(one)) await tools.started;
    return [one.function, await deployOne(one, failures, tools).finally(tools.onStart)];
  };
  try {
    const limit = settings.parallel * WAITING;
    const done = new Map(await boundedMap([...launches, ...others], limit, tools.observation.context.signal, inTurn));
    await run.infrastructure.router;
    return plan.functions.flatMap((one) => done.get(one.function) ?? []);
  } catch (error) {
    const { router, builder } = run.infrastructure;
    await Promise.allSettled([router, builder]); // Until they have ended, they may still make something.
    await discardAll(tools.unrouted, { functions: engine.functions, emit, signal });
    throw error;
  }
}

/** The tools of all functions. Their signal also ends the work when network or router fail: nothing could go on without them. */
function toolsFor(run: RunTools): DeployTools & { readonly started: Promise<void> } {
  const { context } = run.observation;
  const lost = new AbortController();
  for (const one of [run.infrastructure.network, run.infrastructure.router])
    one.catch((error: unknown) => lost.abort(error));
  const signal = AbortSignal.any([context.signal, lost.signal]);
  let onStart = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    onStart = resolve;
  });
  const { parallel } = context.settings;
  return {
    ...run,
    observation: { ...run.observation, context: { ...context, signal } },
    limits: { build: semaphore(parallel, signal), start: semaphore(parallel * STARTS, signal) },
    onStart,
    started,
  };
}

async function deployOne(
  plan: FunctionPlan,
  failures: ReadonlyMap<string, SmolfaasError>,
  tools: DeployTools,
): Promise<Deployment> {
  const { emit, now, signal } = tools.observation.context;
  const begin = now();
  const fail = async (error: SmolfaasError): Promise<Deployment> => {
    const serving = await stillServing(plan, tools);
    const still = serving && { stillServing: serving };
    emit({ type: 'function', function: plan.function, phase: 'failed' });
    emit({ type: 'failure', function: plan.function, error, ...still });
    return { ...stay(plan, tools.observation, error), ...still, ms: now() - begin };
  };
  const unreadable = failures.get(plan.function);
  if (unreadable !== undefined) return await fail(unreadable);
  try {
    return await deploy(plan, tools);
  } catch (error) {
    signal.throwIfAborted();
    if (!isSmolfaasError(error) || ENGINE_GONE.has(error.code)) throw error;
    return await fail(error);
  }
}
