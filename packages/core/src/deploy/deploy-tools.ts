/**
 * What carrying out a plan needs besides the plan: created once per run, shared by all functions.
 */
import type { GenerationRecord, StateStore } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { Semaphore } from '../async/semaphore.js';
import type { Observation } from '../observed/observed-project.js';
import type { Recipes } from '../recipe/recipes.js';
import type { RunningInfrastructure } from './infrastructure.js';
import type { Unrouted } from './unrouted.js';

/** Only `unrouted` and `tried` change during a run. */
export interface DeployTools {
  readonly observation: Observation;
  readonly store: StateStore;
  /** A router runs whenever the plan starts anything. */
  readonly infrastructure: RunningInfrastructure;
  readonly recipes: Recipes;
  readonly recorded: ReadonlyMap<string, GenerationRecord>;
  readonly unrouted: Unrouted;
  /**
   * The desired state that new containers of a function are made from, or that a failed attempt
   * used.
   */
  readonly tried: Map<string, DesiredFunction>;
  /**
   * Limits on how many builds and starts run at once. Waiting for an answer is not limited by them.
   */
  readonly limits: { readonly build: Semaphore; readonly start: Semaphore };
  /**
   * Called whenever the engine is about to start a container: from then on there is time for other
   * work.
   */
  readonly onStart: () => void;
}
