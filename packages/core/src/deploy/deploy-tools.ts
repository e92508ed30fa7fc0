/**
 * What carrying out a plan needs besides the plan: made once for a run, shared by all functions.
 */
import type { GenerationRecord, StateStore } from '../contract/state-store.js';
import type { DesiredFunction } from '../desired/desired.js';
import type { Semaphore } from '../async/semaphore.js';
import type { Observation } from '../observed/observed-project.js';
import type { Recipes } from '../recipe/recipes.js';
import type { RunningInfrastructure } from './infrastructure.js';
import type { Unrouted } from './unrouted.js';

/** Only `unrouted` and `tried` change while a run goes on. */
export interface DeployTools {
  readonly observation: Observation;
  readonly store: StateStore;
  /** There is a router whenever the plan has anything to start. */
  readonly infrastructure: RunningInfrastructure;
  readonly recipes: Recipes;
  readonly recorded: ReadonlyMap<string, GenerationRecord>;
  readonly unrouted: Unrouted;
  /** What new containers of a function are, or were to be, made from. */
  readonly tried: Map<string, DesiredFunction>;
  /** Building and starting, of each of which only so many go on at once. Waiting for an answer is not among them. */
  readonly limits: { readonly build: Semaphore; readonly start: Semaphore };
  /** Told whenever the engine is about to start a container: from then on there is time for other things. */
  readonly onStart: () => void;
}
