/**
 * Stages 7 to 9 for one function: carry out its plan up to the point where it answers and could be routed.
 *
 * Nothing here changes what clients see: the routes move later, all at once, and the old generation leaves after that.
 * So a failure anywhere in this file costs nothing but time: the new container is removed, the old one was never
 * touched.
 */
import { LABEL } from '../../contract/labels.js';
import { isSmolfaasError, SmolfaasError } from '../../contract/errors.js';
import type { ContainerDetails } from '../../contract/observed.js';
import type { ReadyRecord } from '../../contract/state-store.js';
import { aliasOf, generationOf } from '../decide/function-containers.js';
import type { FunctionPlan } from '../decide/plan.js';
import type { Site } from '../preflight/site.js';
import type { FunctionSource } from '../read-source.js';
import { containerSpec } from './container-spec.js';
import type { DeployTools } from './deploy-tools.js';
import type { Deployment } from './deployment.js';
import type { Version } from '../build/build-image.js';
import { waitUntilReady } from './ready.js';
import { discard } from './unrouted.js';
import { knownVersion, obtainVersion, recordOf } from './version.js';
import { certificatesOf } from './function-ca.js';

/** How long a container that serves already may take to answer, in milliseconds. */
const SERVING_MS = 10_000;

/**
 * Brings one function to where its plan wants it.
 * @throws SmolfaasError of this function, after undoing; the signal's reason
 */
export async function deploy(plan: FunctionPlan, tools: DeployTools): Promise<Deployment> {
  const source = tools.sources.get(plan.function);
  if (source === undefined || plan.action === 'keep' || plan.action === 'remove') return stay(plan, tools.site);
  const begin = tools.site.context.now();
  const done = isLaunch(plan) ? await launch(plan, source, tools) : await confirmOrReplace(plan, source, tools);
  return { ...done, ms: tools.site.context.now() - begin };
}

/** Whether a new container is to be started. */
export function isLaunch({ action }: FunctionPlan): boolean {
  return action === 'build' || action === 'start' || action === 'replace';
}

/** A function that is left as it is, because its source is gone or cannot be used. It keeps the route it has. */
export function stay(plan: FunctionPlan, { router, context }: Site, error?: SmolfaasError): Deployment {
  const { function: fn, current, others, action } = plan;
  const routed = router.state?.table.routes.find((route) => route.function === fn)?.upstream;
  const deployed = current !== undefined || others.length > 0;
  const upstream = (deployed ? routed : undefined) ?? (current && aliasOf(current, context.settings.imagePrefix));
  const removed = action === 'remove' && error === undefined;
  return {
    function: fn,
    status: error !== undefined ? 'failed' : removed ? 'removed' : 'kept',
    upstream: removed ? undefined : upstream,
    serving: undefined,
    // Cut short, the one that serves is still there.
    retire: removed ? [...others, ...(current ? [current] : [])] : [],
    built: false,
    ms: 0,
    ...(error && { error }),
  };
}

/** Starts a new generation, from a new image or from one that is there. */
async function launch(plan: FunctionPlan, source: FunctionSource, tools: DeployTools): Promise<Deployment> {
  const { site, unrouted } = tools;
  const { engine, emit, signal } = site.context;
  const fn = plan.function;
  // Before anything is built: whoever has the network has the names of images as well.
  await tools.ground.network;
  const version = await tools.places.build(() => obtainVersion(plan, source, tools));
  const { spec, id } = await tools.places.start(() => startVersion(version, plan, source, tools));
  try {
    await awaitAnswer(fn, id, spec.alias, 2, tools);
  } catch (error) {
    await discard(id, unrouted, { functions: engine.functions, emit, signal });
    throw error;
  }
  const { current, others } = plan;
  const ready = readyRecord(id, await engine.functions.details(id, signal));
  const record = recordOf(fn, plan.generation, spec.labels[LABEL.specHash] ?? '', version, ready);
  return {
    function: fn,
    status: current === undefined ? 'started' : 'updated',
    upstream: spec.alias,
    serving: { containerId: id, name: spec.name, record },
    retire: current === undefined ? others : [current, ...others],
    runtime: version.runtime,
    built: plan.action === 'build',
    ms: 0,
  };
}

/** Starts a container, which does not answer yet. */
async function startVersion(version: Version, plan: FunctionPlan, source: FunctionSource, tools: DeployTools) {
  const { site, unrouted, onStart } = tools;
  const { settings, engine, emit, signal, token } = site.context;
  const spec = containerSpec({
    ...version,
    project: site.project,
    prefix: settings.imagePrefix,
    network: settings.network,
    networkId: await tools.ground.network,
    function: plan.function,
    generation: plan.generation,
    runtime: source.candidates.runtimes[0].manifest.id,
    ...certificatesOf(plan.function, settings),
    alone: plan.current === undefined && plan.others.length === 0,
    token: token(),
  });
  emit({ type: 'function', function: plan.function, phase: 'starting' });
  onStart();
  const { id } = await engine.functions.start(spec, signal);
  unrouted.set(id, spec.alias);
  return { spec, id };
}

/** A container that runs and does not answer is replaced: nothing else would make it answer. */
async function confirmOrReplace(plan: FunctionPlan, source: FunctionSource, tools: DeployTools): Promise<Deployment> {
  try {
    return await confirm(plan, source, tools);
  } catch (error) {
    if (!isSmolfaasError(error, 'not-ready')) throw error;
    const reasons = [`it does not answer (${error.facts.lastProbe})`];
    tools.site.context.emit({ type: 'plan', function: plan.function, action: 'replace', reasons });
    return launch({ ...plan, action: 'replace', reasons }, source, tools);
  }
}

/** Makes sure that a container which runs already answers, without touching it. */
async function confirm(plan: FunctionPlan, source: FunctionSource, tools: DeployTools): Promise<Deployment> {
  const { current, others, function: fn, action } = plan;
  if (current === undefined || plan.image === undefined) return stay(plan, tools.site);
  const upstream = aliasOf(current, tools.site.context.settings.imagePrefix);
  await awaitAnswer(fn, current.id, upstream, action === 'nothing' ? 1 : 2, tools);
  const version = knownVersion(plan.image, source, tools);
  const known = tools.recorded.get(fn)?.ready;
  const ready = known?.containerId === current.id ? known : readyRecord(current.id, current.details);
  const record = recordOf(fn, generationOf(current), current.labels[LABEL.specHash] ?? '', version, ready);
  const { runtime } = version;
  const serving = { containerId: current.id, name: current.name, record };
  const status = action === 'nothing' ? 'unchanged' : 'adopted';
  return { function: fn, status, upstream, serving, retire: others, runtime, built: false, ms: 0 };
}

/** The process that is ready; what happened to its container before it is not told. */
function readyRecord(containerId: string, details: ContainerDetails | undefined): ReadyRecord {
  return { containerId, restarts: details?.restarts ?? 0, startedAt: details?.startedAt ?? 0 };
}

async function awaitAnswer(
  fn: string,
  containerId: string,
  upstream: string,
  answers: 1 | 2,
  { site, ground }: DeployTools,
): Promise<void> {
  const { engine, settings, emit, now, signal } = site.context;
  const link = (await ground.router)?.link;
  if (link === undefined)
    throw new SmolfaasError('router-unreachable', { name: settings.caddyName, message: 'not started' });
  const onWait = (detail: string): void => emit({ type: 'function', function: fn, phase: 'starting', detail });
  const timeoutMs = answers === 1 ? Math.min(SERVING_MS, settings.readyTimeoutMs) : settings.readyTimeoutMs;
  const request = { function: fn, containerId, upstream, answers, timeoutMs };
  const status = await waitUntilReady(request, { link, functions: engine.functions, now, onWait, signal });
  if (answers === 1) return;
  emit({ type: 'function', function: fn, phase: 'ready' });
  if (status >= 500) emit({ type: 'note', function: fn, message: `it answers GET / with status ${status}` });
}
