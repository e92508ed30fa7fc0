/**
 * Stage 6, decide: which of a function's containers serves, and which are left over?
 *
 * Usually a function has one container. After a crash there may be several: an old one that is still routed beside a new
 * one that is not yet, or a new routed one whose predecessor was not removed. The labels and the route table tell which
 * is which:
 *
 *     current  =  the running one that is routed  >  the running one with the settled name  >  the newest running one
 *     others   =  all the rest, running or not; they leave once something better serves
 */
import { LABEL } from '../../contract/labels.js';
import type { RouteTable } from '../../contract/caddy-manager.js';
import type { Observed, ObservedContainer } from '../../contract/observed.js';
import type { Site } from '../preflight/site.js';
import { generationName, settledName } from '../object-names.js';

export interface FunctionContainers {
  readonly function: string;
  readonly current: ObservedContainer | undefined;
  readonly others: readonly ObservedContainer[];
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
  const upstreams = new Map(table?.routes.map((route) => [route.function, route.upstream]));
  const of = (fn: string) => ours.filter(({ labels }) => labels[LABEL.function] === fn);
  return new Map([...functions].map((fn) => [fn, pick(fn, of(fn), prefix, upstreams.get(fn))]));
}

/** The same for a site. */
export function runningContainers({
  observed,
  project,
  router,
  context,
}: Site): ReadonlyMap<string, FunctionContainers> {
  return functionContainers(observed, project.id, context.settings.imagePrefix, router.state?.table);
}

/** The number in a container's label; 0 where somebody made it unreadable. */
export function generationOf(container: ObservedContainer): number {
  const generation = Number(container.labels[LABEL.generation]);
  return Number.isSafeInteger(generation) && generation > 0 ? generation : 0;
}

/** Sorts containers of one function, the newest generation first. */
export function newestFirst(a: ObservedContainer, b: ObservedContainer): number {
  return generationOf(b) - generationOf(a);
}

/** The network alias that a function container got when it started. One of an earlier version has it in no label. */
export function aliasOf(container: ObservedContainer, prefix: string): string {
  const { [LABEL.alias]: alias, [LABEL.function]: fn = '' } = container.labels;
  return alias ?? generationName(prefix, fn, generationOf(container));
}

function pick(
  fn: string,
  all: readonly ObservedContainer[],
  prefix: string,
  upstream: string | undefined,
): FunctionContainers {
  const running = all.filter(({ state }) => state === 'running').toSorted(newestFirst);
  const current =
    running.find((one) => aliasOf(one, prefix) === upstream) ??
    running.find(({ name }) => name === settledName(prefix, fn)) ??
    running[0];
  return { function: fn, current, others: all.filter((one) => one !== current) };
}
