/**
 * What carrying out a plan needs besides the plan: made once for a run, shared by all functions.
 */
import type { GenerationRecord, StateStore } from '../../contract/state-store.js';
import type { Places } from '../places.js';
import type { Site } from '../preflight/site.js';
import type { FunctionSource } from '../read-source.js';
import type { Ground } from '../routes/ensure-router.js';
import type { Unrouted } from './unrouted.js';

/** Only `unrouted` and `tried` change while a run goes on. */
export interface DeployTools {
  readonly site: Site;
  readonly store: StateStore;
  /** There is a router whenever the plan has anything to start. */
  readonly ground: Ground;
  readonly sources: ReadonlyMap<string, FunctionSource>;
  readonly recorded: ReadonlyMap<string, GenerationRecord>;
  readonly unrouted: Unrouted;
  /** The source that a new container of a function is, or was to be, made from. */
  readonly tried: Map<string, FunctionSource>;
  /** Building and starting, of each of which only so many go on at once. Waiting for an answer is not among them. */
  readonly places: { readonly build: Places; readonly start: Places };
  /** Told whenever the engine is about to start a container: from then on there is time for other things. */
  readonly onStart: () => void;
}
