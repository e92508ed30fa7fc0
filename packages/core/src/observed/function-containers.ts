/**
 * Stage 5, observe: which of a function's containers serve, and which are left over?
 *
 * Usually a function has the instances of one generation. After a crash there may be more: an old
 * generation that is still routed beside a new one that is not yet routed, or a new routed one
 * whose predecessor was not removed. Labels and the route table show which is which:
 *
 *     current  =  of the generations that run: the routed one  >  the one with the settled name
 *                                                              >  the newest
 *     others   =  all other containers, running or not; removed once a better one serves
 */
import { LABEL } from '../contract/labels.js';
import type { RouteTable } from '../contract/caddy-manager.js';
import type { Observed, ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';
import type { Observation } from './observed-project.js';
import { generationName, instanceAddress, settledName, upstreamOf } from '../desired/object-names.js';

export interface FunctionContainers {
  readonly function: string;
  readonly current: RunningGeneration | undefined;
  readonly others: readonly ObservedContainer[];
}

/** The running containers of one generation: all of its instances, or some. */
export interface RunningGeneration {
  readonly generation: number;
  /** The address of the generation on the network, with its port unless that is 8000. */
  readonly upstream: string;
  /** Sorted by instance number. */
  readonly instances: readonly [ObservedContainer, ...ObservedContainer[]];
}

/** This project's function containers, by function. */
export function functionContainers(
  observed: Observed,
  projectId: string,
  prefix: string,
  table: RouteTable | undefined,
): ReadonlyMap<string, FunctionContainers> {
  const ours = observed.containers.filter(
    ({ labels }) => labels[LABEL.project] === projectId && labels[LABEL.function] !== undefined,
  );
  const functions = new Set(ours.map(({ labels }) => labels[LABEL.function] ?? ''));
  const routed = new Map(table?.routes.map((route) => [route.function, route.upstream]));
  const of = (fn: string) => ours.filter(({ labels }) => labels[LABEL.function] === fn);
  return new Map([...functions].map((fn) => [fn, pick(fn, of(fn), prefix, routed.get(fn))]));
}

/** The same, from an observation. */
export function runningContainers({
  observed,
  project,
  router,
  context,
}: Observation): ReadonlyMap<string, FunctionContainers> {
  return functionContainers(observed, project.id, context.settings.imagePrefix, router.state?.table);
}

/** The generation number in a container's label; 0 if the label is unreadable. */
export function generationOf(container: Pick<ObservedContainer, 'labels'>): number {
  const generation = Number(container.labels[LABEL.generation]);
  return Number.isSafeInteger(generation) && generation > 0 ? generation : 0;
}

/**
 * The container's number among the instances of its generation; 1 without a label, because versions
 * without instances started only one.
 */
export function instanceOf(container: Pick<ObservedContainer, 'labels'>): number {
  const instance = Number(container.labels[LABEL.instance] ?? 1);
  return Number.isSafeInteger(instance) && instance > 0 ? instance : 1;
}

/** Sorts containers of one function, the newest generation first. */
function newestFirst(a: ObservedContainer, b: ObservedContainer): number {
  return generationOf(b) - generationOf(a);
}

/**
 * The address of this one container. One from a version without instances shares its alias with no
 * other.
 */
export function addressOf(container: ObservedContainer, prefix: string): string {
  const alias = aliasOf(container, prefix);
  return container.labels[LABEL.instance] === undefined ? alias : instanceAddress(alias, instanceOf(container));
}

/**
 * The network alias that a function container was created with. Earlier versions did not record it
 * in a label.
 */
export function aliasOf(container: ObservedContainer, prefix: string): string {
  const { [LABEL.alias]: alias, [LABEL.function]: fn = '' } = container.labels;
  return alias ?? generationName(prefix, fn, generationOf(container));
}

/** Where a probe finds this one container: its address, with its port unless that is 8000. */
export function probeTarget(container: ObservedContainer, prefix: string): string {
  return upstreamOf(addressOf(container, prefix), container.labels[LABEL.port]);
}

/** The container that says most about a function: one that serves, otherwise the newest. */
export function newestContainer({ current, others }: FunctionContainers): ObservedContainer | undefined {
  return current?.instances[0] ?? others.toSorted(newestFirst)[0];
}

/**
 * What a function was last built from: from its record, and without one from the labels of its
 * newest container. Undefined fields are unknown.
 */
export function builtFrom(
  recorded: GenerationRecord | undefined,
  containers: FunctionContainers | undefined,
): { readonly contentHash: string | undefined; readonly recipeKey: string | undefined } {
  const labels = containers && newestContainer(containers)?.labels;
  return {
    contentHash: recorded?.contentHash ?? labels?.[LABEL.contentHash],
    recipeKey: recorded?.recipeKey ?? labels?.[LABEL.recipeKey],
  };
}

function pick(
  fn: string,
  all: readonly ObservedContainer[],
  prefix: string,
  routed: string | undefined,
): FunctionContainers {
  const running = runningGenerations(all, prefix);
  const isSettled = ({ instances }: RunningGeneration) =>
    instances.some(({ name }) => name === settledName(prefix, fn));
  const current = running.find(({ upstream }) => upstream === routed) ?? running.find(isSettled) ?? running[0];
  const serving = new Set(current?.instances);
  return { function: fn, current, others: all.filter((one) => !serving.has(one)) };
}

/** Newest first. */
function runningGenerations(all: readonly ObservedContainer[], prefix: string): readonly RunningGeneration[] {
  const running = all.filter(({ state }) => state === 'running').toSorted(newestFirst);
  const upstream = (one: ObservedContainer) => upstreamOf(aliasOf(one, prefix), one.labels[LABEL.port]);
  const upstreams = [...new Set(running.map(upstream))];
  return upstreams.flatMap((target): RunningGeneration[] => {
    const ofThis = running.filter((one) => upstream(one) === target);
    const [first, ...rest] = ofThis.toSorted((a, b) => instanceOf(a) - instanceOf(b));
    return first === undefined
      ? []
      : [{ generation: generationOf(first), upstream: target, instances: [first, ...rest] }];
  });
}

/**
 * Where the route of a function leads that is left as it is: where it leads now. Without a router
 * that answers, to what serves.
 */
export function keptUpstream(
  { current, others }: Pick<FunctionContainers, 'current' | 'others'>,
  routed: string | undefined,
): string | undefined {
  const deployed = current !== undefined || others.length > 0;
  return (deployed ? routed : undefined) ?? current?.upstream;
}
