/**
 * Stages 9 and 10 for all functions: in parallel, each independent of the others.
 *
 * A failed function changes nothing for the others. Its error becomes part of its deployment, and
 * the version that served before keeps serving and keeps its route. Interrupts, bugs and a stopped
 * engine are not failures of one function: they end the run, and SmolFaaS removes everything that
 * the run started.
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

/** Without an engine no function can continue, so one error reports it for all. */
const ENGINE_GONE: ReadonlySet<ErrorCode> = new Set(['engine-died', 'engine-unreachable']);

/**
 * At most this many readiness checks per build slot. If a hundred servers started at the same
 * moment, they would delay each other.
 */
const WAITING = 4;

/**
 * Starts per build slot: starting a container loads the engine more than the processors, so twice
 * as many starts as builds run at once.
 */
const STARTS = 2;

/** The tools of the whole run; this file creates the rest. */
export type RunTools = Omit<DeployTools, 'limits' | 'onStart'>;

/**
 * Deploys every function of the plan and returns the results in plan order. Functions to launch go
 * first. Those that should already be running are probed once the engine has a container to start:
 * probing a hundred takes this process a while, which overlaps with the engine's work.
 * @param failures of functions whose source could not be read
 * @throws engine-died, engine-unreachable, the failures of network and router, the signal's reason
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
    await Promise.allSettled([router, builder]); // Until they settle, they may still create something.
    await discardAll(tools.unrouted, { functions: engine.functions, emit, signal });
    throw error;
  }
}

/**
 * The tools of all functions. Their signal also ends the work when network or router fail, because
 * no function can continue without them.
 */
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
