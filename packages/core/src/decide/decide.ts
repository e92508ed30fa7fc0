/**
 * Stage 7, decide: desired + recorded + observed -> plan. Pure: no clock, no engine, no file.
 *
 * Level-triggered: every decision follows from the current state of the engine (labels first, then
 * the database), never from what a former run believed. So the next run completes one that was
 * killed at any point. A run that finds everything as desired plans nothing.
 *
 * Fingerprint and observe run before; the pipeline then carries out the plan. `plan.ts` lists the
 * actions. The rules for one function are in decide-function.ts.
 */
import type { RouterState } from '../contract/caddy-manager.js';
import { LABEL, type Project } from '../contract/labels.js';
import { isAbout } from '../contract/pipeline.js';
import type { Observed } from '../contract/observed.js';
import type { PortFault } from '../contract/port-fault.js';
import type { Reason } from '../contract/reasons.js';
import type { Settings } from '../contract/settings.js';
import type { GenerationRecord } from '../contract/state-store.js';
import { abandonedImages } from '../observed/abandoned-images.js';
import type { Desired } from '../desired/desired.js';
import { isAttached, ownNetwork, ownRouter } from '../observed/own-objects.js';
import { decideBuilder } from './decide-builder.js';
import { decideFunction, decideLeftBehind, keptRoute } from './decide-function.js';
import { decideRestart } from './decide-restart.js';
import { functionContainers } from '../observed/function-containers.js';
import type { NetworkPlan, Plan, RouterPlan } from './plan.js';

export interface DecideInput {
  readonly project: Project;
  readonly settings: Pick<Settings, 'imagePrefix' | 'removeOrphans'>;
  /** See PipelineContext. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Restarts every function that serves, see decide-restart.ts. */
  readonly restart?: boolean | undefined;
  readonly desired: Desired;
  readonly recorded: readonly GenerationRecord[];
  readonly observed: Observed;
  /** The router's state; undefined when it does not run or does not answer. */
  readonly routes: RouterState | undefined;
  /** Why clients on this machine do not reach the router as they should. */
  readonly unreached: readonly PortFault[];
}

/** The plan: everything that a run has to do. */
export function decide(input: DecideInput): Plan {
  const network = decideNetwork(input);
  const { functions, outside } = decideFunctions(input);
  const needed =
    outside.some(({ upstream }) => upstream !== undefined) ||
    functions.some(({ action, current }) => action !== 'remove' && (action !== 'keep' || current !== undefined));
  return {
    network: needed ? network : { action: 'nothing', reasons: [] },
    router: needed ? decideRouter(input, network) : { action: 'nothing', recreate: false, reasons: [] },
    builder: decideBuilder(input, functions),
    functions,
    outside,
  };
}

function decideNetwork({ observed, project, desired }: DecideInput): NetworkPlan {
  const { name } = desired.network;
  if (ownNetwork(observed, project, name) !== undefined) return { action: 'nothing', reasons: [] };
  return { action: 'create', reasons: [{ code: 'network-missing', facts: { network: name } }] };
}

function decideRouter({ observed, project, desired, ...seen }: DecideInput, network: NetworkPlan): RouterPlan {
  const { spec, hash } = desired.router;
  const router = ownRouter(observed, project, spec.name);
  if (router === undefined)
    return { action: 'ensure', recreate: false, reasons: [{ code: 'router-missing', facts: {} }] };
  const ours = ownNetwork(observed, project, spec.network);
  const detached = ours === undefined || !isAttached(router, ours);
  const found: (Reason | false)[] = [
    router.name !== spec.name && { code: 'router-called-otherwise', facts: { name: router.name } },
    router.state !== 'running' && { code: 'router-not-running', facts: { state: router.state } },
    router.labels[LABEL.specHash] !== hash && { code: 'router-settings-changed', facts: {} },
    detached && { code: 'router-not-on-network', facts: { network: spec.network } },
    router.state === 'running' && seen.routes === undefined && { code: 'router-silent', facts: {} },
    ...seen.unreached.map((fault): Reason => ({ code: 'router-unreached', facts: { fault } })),
  ];
  const reasons = found.filter((reason) => reason !== false);
  const recreate = network.action === 'create' || seen.unreached.length > 0;
  return { action: reasons.length > 0 ? 'ensure' : 'nothing', recreate, reasons };
}

function decideFunctions(input: DecideInput): Pick<Plan, 'functions' | 'outside'> {
  const { project, settings, desired, observed, routes, only, restart = false } = input;
  const { imagePrefix, removeOrphans } = settings;
  const containers = functionContainers(observed, project.id, imagePrefix, routes?.table);
  const recorded = new Map(input.recorded.map((record) => [record.function, record]));
  const stateOf = (fn: string) => ({
    function: fn,
    containers: containers.get(fn) ?? { function: fn, current: undefined, others: [] },
    recorded: recorded.get(fn),
    upstream: routes?.table.routes.find((route) => route.function === fn)?.upstream,
  });
  const network = ownNetwork(observed, project, desired.network.name);
  const abandoned = new Set(abandonedImages(observed, project.id, imagePrefix).map(({ id }) => id));
  const { fixedNames = false } = observed.engine;
  const shared = { project, imagePrefix, images: observed.images, abandoned, network, fixedNames };
  const asUp = [...desired.functions].map(([fn, one]) => decideFunction(one, stateOf(fn), shared));
  const usable = restart ? asUp.map((plan) => decideRestart(plan, recorded.get(plan.function))) : asUp;
  const unusable = [...desired.failures.keys()].map((fn) => decideLeftBehind(stateOf(fn), 'unusable'));
  const isHere = (fn: string) => desired.functions.has(fn) || desired.failures.has(fn);
  const known = [...new Set([...containers.keys(), ...recorded.keys()])];
  const gone = known.filter((fn) => !isHere(fn) && isAbout({ only }, fn));
  const isLeft = (fn: string) => !removeOrphans && containers.has(fn);
  const orphans = gone.map((fn) => decideLeftBehind(stateOf(fn), isLeft(fn) ? 'orphan' : 'unwanted'));
  const others = new Set([...desired.outside, ...known.filter((fn) => !isAbout({ only }, fn))]);
  const outside = [...others].map((fn) => keptRoute(stateOf(fn)));
  const functions = [...usable, ...unusable, ...orphans].sort(byName);
  // A restart without names is about the functions that run.
  const inside = restart && only === undefined ? functions.filter(({ current }) => current !== undefined) : functions;
  return { functions: inside, outside: outside.sort(byName) };
}

const byName = (a: { readonly function: string }, b: { readonly function: string }): number =>
  a.function < b.function ? -1 : 1;
