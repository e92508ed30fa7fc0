/**
 * Stages 9 and 10 for one function: carry out its plan until it answers and could be routed.
 *
 * Invariant: nothing here changes what clients see. The routes switch later, all at once, and the
 * old generation is retired after that. So a failure in this file costs only time: new containers
 * are removed, and the old ones were never touched.
 */
import { isSmolfaasError, type SmolfaasError } from '../contract/errors.js';
import type { ContainerDetails } from '../contract/observed.js';
import type { Reason } from '../contract/reasons.js';
import type { ReadyRecord } from '../contract/state-store.js';
import { instanceOf, keptUpstream, probeTarget } from '../observed/function-containers.js';
import type { FunctionPlan } from '../decide/plan.js';
import { upstreamOf } from '../desired/object-names.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { Observation } from '../observed/observed-project.js';
import type { DeployTools } from './deploy-tools.js';
import type { Deployment } from './deployment.js';
import { announceReady, awaitAnswer, startInstances } from './instances.js';
import { knownVersion, obtainVersion, recordOf } from './version.js';

/**
 * Carries out the plan of one function.
 * @throws SmolfaasError of this function, after undoing; the signal's reason
 */
export async function deploy(plan: FunctionPlan, tools: DeployTools): Promise<Deployment> {
  const { desired } = plan;
  if (desired === undefined) return stay(plan, tools.observation);
  const begin = tools.observation.context.now();
  const done = isLaunch(plan) ? await launch(plan, desired, tools) : await confirmOrReplace(plan, desired, tools);
  return { ...done, ms: tools.observation.context.now() - begin };
}

/** Whether the plan starts new containers. */
export function isLaunch({ action }: FunctionPlan): boolean {
  return action === 'build' || action === 'start' || action === 'replace';
}

/**
 * The deployment of a function that is left unchanged because its source is gone or unusable. It
 * keeps its route.
 */
export function stay(plan: FunctionPlan, { router }: Observation, error?: SmolfaasError): Deployment {
  const { function: fn, current, others, action } = plan;
  const routed = router.state?.table.routes.find((route) => route.function === fn)?.upstream;
  const upstream = keptUpstream(plan, routed);
  const removed = action === 'remove' && error === undefined;
  return {
    function: fn,
    status: error !== undefined ? 'failed' : removed ? 'removed' : 'kept',
    upstream: removed ? undefined : upstream,
    serving: undefined,
    // If the run is cut short, the serving containers still exist.
    retire: removed ? [...others, ...(current?.instances ?? [])] : [],
    built: false,
    ms: 0,
    ...(error && { error }),
  };
}

/** Starts a new generation, from a new image or an existing one. */
async function launch(plan: FunctionPlan, desired: DesiredFunction, tools: DeployTools): Promise<Deployment> {
  const { engine, signal } = tools.observation.context;
  // Awaited before any build: the project that holds the network also holds the image names.
  await tools.infrastructure.network;
  const version = await tools.limits.build(() => obtainVersion(plan, desired, tools));
  const specs = await startInstances(version, plan, tools);
  const { current, others } = plan;
  const instances = [...specs].map(([containerId, { instance, name }]) => ({ instance, containerId, name }));
  const ready = instances.map(async ({ instance, containerId }) =>
    readyRecord(instance, containerId, await engine.functions.details(containerId, signal)),
  );
  const [first] = specs.values();
  return {
    function: plan.function,
    status: current === undefined ? 'started' : 'updated',
    upstream: first && upstreamOf(first.alias, desired.settings.port),
    serving: { instances, record: recordOf(plan.generation, version, await Promise.all(ready)) },
    retire: [...(current?.instances ?? []), ...others],
    runtime: version.runtime,
    built: plan.action === 'build',
    ms: 0,
  };
}

/** Replaces running containers that do not answer: nothing else would make them answer. */
async function confirmOrReplace(plan: FunctionPlan, desired: DesiredFunction, tools: DeployTools): Promise<Deployment> {
  try {
    return await confirm(plan, desired, tools);
  } catch (error) {
    if (!isSmolfaasError(error, 'not-ready')) throw error;
    const reasons: readonly Reason[] = [{ code: 'does-not-answer', facts: { probe: error.facts.lastProbe } }];
    tools.observation.context.emit({ type: 'plan', function: plan.function, action: 'replace', reasons });
    return launch({ ...plan, action: 'replace', reasons }, desired, tools);
  }
}

/** Checks that running containers answer, without touching them. */
async function confirm(plan: FunctionPlan, desired: DesiredFunction, tools: DeployTools): Promise<Deployment> {
  const { current, others, function: fn, action } = plan;
  if (current === undefined || plan.image === undefined) return stay(plan, tools.observation);
  const { imagePrefix } = tools.observation.context.settings;
  const answers = action === 'nothing' ? (1 as const) : (2 as const);
  const asked = current.instances.map((one) => ({
    containerId: one.id,
    upstream: probeTarget(one, imagePrefix),
    answers,
  }));
  const statuses = await Promise.all(asked.map((one) => awaitAnswer(desired, one, tools)));
  if (answers > 1) announceReady(fn, statuses, tools.observation.context.emit);
  const version = knownVersion(plan.image, desired, tools);
  const known = tools.recorded.get(fn)?.ready ?? [];
  const ready = current.instances.map(
    (one) =>
      known.find(({ containerId }) => containerId === one.id) ?? readyRecord(instanceOf(one), one.id, one.details),
  );
  const instances = current.instances.map((one) => ({
    instance: instanceOf(one),
    containerId: one.id,
    name: one.name,
  }));
  const serving = { instances, record: recordOf(current.generation, version, ready) };
  const status = action === 'nothing' ? 'unchanged' : 'adopted';
  const { runtime } = version;
  return { function: fn, status, upstream: current.upstream, serving, retire: others, runtime, built: false, ms: 0 };
}

/** Records the process that is ready. Earlier restarts of its container are not reported. */
function readyRecord(instance: number, containerId: string, details: ContainerDetails | undefined): ReadyRecord {
  return { instance, containerId, restarts: details?.restarts ?? 0, startedAt: details?.startedAt ?? 0 };
}
