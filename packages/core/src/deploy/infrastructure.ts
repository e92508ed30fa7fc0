/**
 * Stage 10, deploy: the network, router and builder that functions need.
 *
 *     network  ->  the names belong to this project, so anything may be created under them
 *     builder  ->  a function's image can be built
 *     router   ->  functions can be probed, because probes run through the router
 *
 * The network is created first. If two projects with the same names start at the same moment, only
 * one of them gets the network (docs/decisions/0043), and the other leaves nothing behind. Then
 * builder, router and images are prepared in parallel: a router takes as long to start as three
 * functions.
 */
import type { Builder } from '../contract/buildkit-manager.js';
import type { RouterLink, RouterState } from '../contract/caddy-manager.js';
import type { StateStore } from '../contract/state-store.js';
import { ensureBuilder } from '../make/ensure-builder.js';
import type { Desired } from '../desired/desired.js';
import { FUNCTION_PORT } from '../desired/function-settings.js';
import { tableOptions } from '../desired/route-options.js';
import type { Plan } from '../decide/plan.js';
import { calledFunctions } from '../decide/called-functions.js';
import { ownNetwork } from '../observed/own-objects.js';
import type { Observation } from '../observed/observed-project.js';

const STOP_GRACE_MS = 10_000;

/** A running router and its current routes. */
export interface RunningRouter {
  readonly link: RouterLink;
  readonly state: RouterState;
}

/**
 * Infrastructure in preparation; code that needs a part awaits its promise. Router and builder
 * settle after the network.
 */
export interface RunningInfrastructure {
  /** The network's id; undefined when none is needed. */
  readonly network: Promise<string | undefined>;
  /** Undefined when none is needed and none runs. */
  readonly router: Promise<RunningRouter | undefined>;
  /** Undefined when nothing has to be built. */
  readonly builder: Promise<Builder | undefined>;
}

/**
 * Records a project that is new or has moved, if the plan does anything, and its chosen names and
 * ports. It is called right before the first object is created, so a run in the wrong directory
 * records none.
 */
export function recordProject({ project, context }: Observation, plan: Plan, store: StateStore): void {
  const recorded = store.project();
  const isKnown = recorded?.id === project.id && recorded.functionsDir === project.functionsDir;
  const doesNothing = plan.functions.every(({ action, current }) => action === 'keep' && current === undefined);
  if (!isKnown && doesNothing) return;
  if (!isKnown) store.saveProject(project);
  if (context.chosen !== undefined) store.saveChosen(context.chosen);
}

/**
 * Starts to carry out the plan for network, router and builder.
 * They reject with router-failed, router-image-missing, router-unreachable, port-taken, builder-*,
 * foreign-object, engine-*.
 */
export function startInfrastructure(plan: Plan, desired: Desired, observation: Observation): RunningInfrastructure {
  const network = ensureNetwork(plan, desired, observation);
  const router = network.then((id) => ensureRouter(plan, desired, observation, id));
  // Code that awaits a promise gets its failure. A failure before that is no unhandled rejection.
  const builder = network.then(() => ensureBuilder(plan, desired, observation));
  for (const one of [network, router, builder]) one.catch(() => undefined);
  return { network, router, builder };
}

async function ensureNetwork(
  { network }: Plan,
  { network: { name, labels } }: Desired,
  { context, project, observed }: Observation,
): Promise<string | undefined> {
  if (network.action === 'nothing') return ownNetwork(observed, project, name)?.id;
  return await context.engine.networks.ensure(name, labels, context.signal);
}

async function ensureRouter(
  { router, ...planned }: Plan,
  desired: Desired,
  observation: Observation,
  networkId: string | undefined,
): Promise<RunningRouter | undefined> {
  const { engine, emit, signal } = observation.context;
  if (router.action === 'nothing') return await readyToProbe(asFound(observation), desired, observation);
  emit({ type: 'router', phase: 'starting' });
  const { container } = observation.router;
  if (router.recreate && container !== undefined) await engine.functions.remove(container.id, STOP_GRACE_MS, signal);
  const names = calledFunctions(planned);
  const spec = { ...desired.router.spec, networkId, ...(names.length > 0 && { names }) };
  const link = await engine.router.ensure(spec, router.recreate ? undefined : container, signal);
  emit({ type: 'router', phase: 'running' });
  return await readyToProbe({ link, state: await link.read(signal) }, desired, observation);
}

/**
 * A router of an earlier version probes port 8000 and the path / only. If a function needs another
 * port or path, the router gets its present configuration, with the routes that it has, before the
 * first probe instead of with the push.
 */
async function readyToProbe<T extends RunningRouter | undefined>(
  router: T,
  { functions }: Desired,
  { context }: Observation,
): Promise<T> {
  const isSpecial = [...functions.values()].some(
    ({ settings: { port, health } }) => port !== FUNCTION_PORT || health.path !== undefined,
  );
  if (router === undefined || router.state.intact || !isSpecial) return router;
  const { link, state } = router;
  await link.push({ ...tableOptions(context.settings), routes: state.table.routes }, context.signal);
  return { ...router, state: await link.read(context.signal) };
}

function asFound({ router: { link, state } }: Observation): RunningRouter | undefined {
  return link === undefined || state === undefined ? undefined : { link, state };
}
