/**
 * Stage 6, decide: wanted + recorded + observed -> plan. Pure: no clock, no engine, no file.
 *
 * Level-triggered: every decision comes from the present state of the engine (labels first, then the database), never
 * from what a former run believed. So a run that was killed anywhere is completed by the next one, and a run that finds
 * everything in place plans nothing.
 *
 * Before: fingerprint and observe. After: the pipeline carries the plan out. `plan.ts` lists the actions; the rules of
 * one function are in decide-function.ts.
 */
import type { RouterState } from '../../contract/caddy-manager.js';
import { LABEL } from '../../contract/labels.js';
import type { Settings } from '../../contract/settings.js';
import type { GenerationRecord } from '../../contract/state-store.js';
import { abandonedImages } from '../abandoned-images.js';
import { isAttached, ownNetwork, ownRouter } from '../own-objects.js';
import { type BuilderSituation, decideBuilder } from './decide-builder.js';
import { decideFunction, decideLeftBehind } from './decide-function.js';
import { functionContainers } from './function-containers.js';
import type { FunctionPlan, NetworkPlan, Plan, RouterPlan } from './plan.js';
import type { Scene, Wanted } from './reasons.js';

export interface DecideInput extends BuilderSituation {
  readonly settings: Pick<Settings, 'caddyName' | 'buildkitName' | 'builder' | 'removeOrphans'> & Scene['settings'];
  readonly wanted: readonly Wanted[];
  /** Functions whose directory is there, but cannot be built from: they keep what they have. */
  readonly unusable: readonly string[];
  readonly recorded: readonly GenerationRecord[];
  /** What the router has; undefined when it does not run or does not answer. */
  readonly routes: RouterState | undefined;
  /** Why clients of this machine do not reach the router as they should, a sentence for each port. */
  readonly unreached: readonly string[];
  /** The hash that a router made from today's settings would carry. */
  readonly routerSpecHash: string;
}

/** What a run has to do. */
export function decide(input: DecideInput): Plan {
  const network = decideNetwork(input);
  const functions = decideFunctions(input);
  const needed = functions.some(
    ({ action, current }) => action !== 'remove' && (action !== 'keep' || current !== undefined),
  );
  return {
    network: needed ? network : { action: 'nothing', reasons: [] },
    router: needed ? decideRouter(input, network) : { action: 'nothing', recreate: false, reasons: [] },
    builder: decideBuilder(input, functions),
    functions,
  };
}

function decideNetwork(input: DecideInput): NetworkPlan {
  const { observed, project, settings } = input;
  if (ownNetwork(observed, project, settings.network) !== undefined) return { action: 'nothing', reasons: [] };
  return { action: 'create', reasons: [`there is no network ${settings.network}`] };
}

function decideRouter(input: DecideInput, network: NetworkPlan): RouterPlan {
  const router = ownRouter(input.observed, input.project, input.settings.caddyName);
  if (router === undefined) return { action: 'ensure', recreate: false, reasons: ['there is no router'] };
  const ours = ownNetwork(input.observed, input.project, input.settings.network);
  const detached = ours === undefined || !isAttached(router, ours);
  const reasons = [
    router.name === input.settings.caddyName ? undefined : `the router is called ${router.name}`,
    router.state === 'running' ? undefined : `the router is ${router.state}`,
    router.labels[LABEL.specHash] === input.routerSpecHash ? undefined : 'settings of the router changed',
    detached ? `the router is not on network ${input.settings.network}` : undefined,
    router.state === 'running' && input.routes === undefined ? 'the router does not answer' : undefined,
    ...input.unreached.map((fault) => `the router ${fault}`),
  ].filter((reason) => reason !== undefined);
  const recreate = network.action === 'create' || input.unreached.length > 0;
  return { action: reasons.length > 0 ? 'ensure' : 'nothing', recreate, reasons };
}

function decideFunctions(input: DecideInput): FunctionPlan[] {
  const { project, settings, observed, routes } = input;
  const containers = functionContainers(observed, project.id, settings.imagePrefix, routes?.table);
  const recorded = new Map(input.recorded.map((record) => [record.function, record]));
  const situation = (fn: string) => ({
    function: fn,
    containers: containers.get(fn) ?? { function: fn, current: undefined, others: [] },
    recorded: recorded.get(fn),
    upstream: routes?.table.routes.find((route) => route.function === fn)?.upstream,
  });
  const network = ownNetwork(observed, project, settings.network);
  const abandoned = new Set(abandonedImages(observed, project.id, settings.imagePrefix).map(({ id }) => id));
  const scene = { project, settings, images: observed.images, abandoned, network };
  const wanted = input.wanted.map((one) => decideFunction(one, situation(one.function), scene));
  const here = new Set([...input.unusable, ...input.wanted.map((one) => one.function)]);
  const unusable = input.unusable.map((fn) => decideLeftBehind(situation(fn), 'unusable'));
  const gone = [...new Set([...containers.keys(), ...recorded.keys()])].filter((fn) => !here.has(fn));
  const isLeft = (fn: string) => !settings.removeOrphans && containers.has(fn);
  const orphans = gone.map((fn) => decideLeftBehind(situation(fn), isLeft(fn) ? 'orphan' : 'unwanted'));
  return [...wanted, ...unusable, ...orphans].sort((a, b) => (a.function < b.function ? -1 : 1));
}
