/**
 * Stage 10, deploy: the instances of a new generation, from creation to the second answer of each.
 *
 * They share one address, by which a route reaches all of them; each is probed at its own address.
 *
 * Invariant: all instances start, or none is kept. A generation with too few instances is never
 * routed.
 */
import { isSmolfaasError, SmolfaasError } from '../contract/errors.js';
import type { Emit } from '../contract/events.js';
import type { ContainerSpec } from '../contract/function-manager.js';
import type { Waiting } from '../contract/readiness.js';
import type { FailureHint } from '../contract/runtime.js';
import type { Version } from '../make/build-image.js';
import { withFailureHint } from '../make/failure-hint.js';
import type { FunctionPlan } from '../decide/plan.js';
import { containerSpec, type InstanceIdentity } from '../desired/container-spec.js';
import type { DesiredFunction } from '../desired/desired.js';
import { upstreamOf } from '../desired/object-names.js';
import type { DeployTools } from './deploy-tools.js';
import { FUNCTION_PORT } from '../desired/function-settings.js';
import { waitUntilReady } from './ready.js';
import { discard } from './unrouted.js';

/** How long a container that already serves may take to answer, in milliseconds. */
const SERVING_MS = 10_000;

/**
 * Starts the instances and waits until all answer. Returns their specs by container id, in instance
 * order.
 * @throws SmolfaasError of the first that failed, after removing all; the signal's reason
 */
export async function startInstances(
  version: Version,
  plan: FunctionPlan,
  tools: DeployTools,
): Promise<ReadonlyMap<string, ContainerSpec>> {
  const { desired, image } = version;
  const { engine, emit, signal, token } = tools.observation.context;
  const common = {
    image,
    generation: plan.generation,
    token: token(),
    alone: plan.current === undefined && plan.others.length === 0,
    networkId: await tools.infrastructure.network,
    secrets: desired.secrets,
  };
  const numbers = Array.from({ length: desired.spec.instances }, (_, at) => at + 1);
  const started = new Map<string, ContainerSpec>();
  const launches = numbers.map(async (instance) => {
    const { id, spec } = await tools.limits.start(() => start(desired, { ...common, instance }, tools));
    started.set(id, spec);
    return await awaitAnswer(
      desired,
      { containerId: id, upstream: upstreamOf(spec.address, desired.settings.port), answers: 2 },
      tools,
    );
  });
  try {
    announceReady(desired.function, await Promise.all(launches), emit);
  } catch (error) {
    await Promise.allSettled(launches); // Until they settle, they may still start one.
    const discarding = { functions: engine.functions, emit, signal };
    await Promise.all([...started.keys()].map((id) => discard(id, tools.unrouted, discarding)));
    throw withFailureHint(error, await outputHints(version, error, tools));
  }
  return new Map([...started].sort(([, a], [, b]) => a.instance - b.instance));
}

/**
 * The hints of the runtime for this failure. An image that was built in another run has none at
 * hand, so its recipe is made once more. A recipe that cannot be made must not hide the failure.
 */
async function outputHints(
  { desired, outputHints: known }: Version,
  error: unknown,
  { recipes, observation }: DeployTools,
): Promise<readonly FailureHint[]> {
  if (known !== undefined || !isSmolfaasError(error, 'not-ready')) return known ?? [];
  try {
    return (await recipes(desired)).prepared.recipe.outputHints ?? [];
  } catch {
    observation.context.signal.throwIfAborted();
    return [];
  }
}

/** Starts one instance, without waiting for an answer. */
async function start(
  { spec: shared, settings: { port } }: DesiredFunction,
  one: InstanceIdentity,
  { observation, unrouted, onStart }: DeployTools,
) {
  const { engine, emit, signal } = observation.context;
  const spec = containerSpec(shared, one);
  if (one.instance === 1) emit({ type: 'function', function: spec.function, phase: 'starting' });
  onStart();
  const { id } = await engine.functions.start(spec, signal);
  unrouted.set(id, upstreamOf(spec.alias, port));
  return { id, spec };
}

/** A container to probe. */
export interface Asked {
  readonly containerId: string;
  /** Its own address. */
  readonly upstream: string;
  /** Two for a container that was just started; one for a container that already serves. */
  readonly answers: 1 | 2;
}

/**
 * Waits for the answers and returns the HTTP status of the last one.
 * @throws not-ready, router-unreachable; the signal's reason
 */
export async function awaitAnswer(
  { function: fn, settings: { health, port } }: DesiredFunction,
  asked: Asked,
  { observation, infrastructure }: DeployTools,
): Promise<number> {
  const { engine, settings, emit, now, signal } = observation.context;
  const link = (await infrastructure.router)?.link;
  if (link === undefined)
    throw new SmolfaasError('router-unreachable', { name: settings.caddyName, message: 'not started' });
  const onWait = (waiting: Waiting): void => emit({ type: 'function', function: fn, phase: 'starting', waiting });
  const timeoutMs = asked.answers === 1 ? Math.min(SERVING_MS, health.timeoutMs) : health.timeoutMs;
  const { path, intervalMs } = health;
  const request = {
    function: fn,
    ...asked,
    timeoutMs,
    path,
    intervalMs,
    ...(port !== FUNCTION_PORT && { port }),
  };
  return await waitUntilReady(request, { link, functions: engine.functions, now, onWait, signal });
}

/** Reports that all instances answer, and the status if it is a server error. */
export function announceReady(fn: string, statuses: readonly number[], emit: Emit): void {
  emit({ type: 'function', function: fn, phase: 'ready' });
  const status = statuses.find((one) => one >= 500);
  if (status !== undefined)
    emit({ type: 'note', function: fn, notice: { code: 'answers-with-error', facts: { status } } });
}
