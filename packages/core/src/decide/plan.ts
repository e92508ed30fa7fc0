/**
 * Stage 7, decide: the plan, as plain data. It states everything that a run is going to do before
 * it does any of it.
 *
 * | action | when | effects |
 * |---|---|---|
 * | build | no image of this content and recipe | recipe, solve, start, wait, route, retire (1) |
 * | start | the image exists, no container serves | start, wait, route |
 * | replace | a container serves, but not as it should be | start, wait, route, retire (1) |
 * | reroute | the right container runs, the router does not lead to it | wait, route |
 * | adopt | runs, is routed; not recorded, settled or alone | remove leftovers, rename, record |
 * | nothing | everything is as it should be | none |
 * | keep | its directory is gone, or its source cannot be read | none; it keeps its route |
 * | remove | its directory is gone (2) | unroute, remove, forget |
 *
 * 1. The old generation is retired.
 * 2. And orphans are to be removed, or it has no container.
 */
import type { ObservedContainer } from '../contract/observed.js';
import type { Reason } from '../contract/reasons.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { RunningGeneration } from '../observed/function-containers.js';

export type FunctionAction = 'build' | 'start' | 'replace' | 'reroute' | 'adopt' | 'nothing' | 'keep' | 'remove';

export interface FunctionPlan {
  readonly function: string;
  /** What it should be; undefined when its directory is gone or cannot be used. */
  readonly desired: DesiredFunction | undefined;
  readonly action: FunctionAction;
  /** Empty for `nothing`. */
  readonly reasons: readonly Reason[];
  /** Its directory no longer exists. */
  readonly orphan: boolean;
  /** The number of the next generation; used by build, start and replace. */
  readonly generation: number;
  /** Id of the image that fits; undefined when one has to be built. */
  readonly image: string | undefined;
  /** The containers that serve now. */
  readonly current: RunningGeneration | undefined;
  /** Containers that SmolFaaS removes once the right one serves. */
  readonly others: readonly ObservedContainer[];
}

/** A function that the run is not about. */
export interface OutsideFunction {
  readonly function: string;
  /** Where its route leads, and goes on to lead; undefined when nothing of it serves. */
  readonly upstream: string | undefined;
}

export interface NetworkPlan {
  readonly action: 'create' | 'nothing';
  readonly reasons: readonly Reason[];
}

export interface RouterPlan {
  readonly action: 'ensure' | 'nothing';
  /**
   * Whether the container is removed first. Its volume is kept. Two cases need this. If its network
   * is gone, an engine cannot attach the container to another one of the same name. If a published
   * port is dead, only a new start publishes it again.
   */
  readonly recreate: boolean;
  readonly reasons: readonly Reason[];
}

export interface BuilderPlan {
  /** `ensure` only in runs that build. */
  readonly action: 'ensure' | 'nothing';
  readonly reasons: readonly Reason[];
}

export interface Plan {
  readonly network: NetworkPlan;
  readonly router: RouterPlan;
  readonly builder: BuilderPlan;
  /** Sorted by function. */
  readonly functions: readonly FunctionPlan[];
  readonly outside: readonly OutsideFunction[];
}
