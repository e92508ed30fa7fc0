/**
 * What carrying out a plan needs besides the plan: made once for a run, shared by all functions.
 */
import type { RouterLink } from '../../contract/caddy-manager.js';
import type { GenerationRecord, StateStore } from '../../contract/state-store.js';
import type { Places } from '../places.js';
import type { Site } from '../preflight/site.js';
import type { FunctionSource } from '../read-source.js';
import type { Unrouted } from './unrouted.js';

/** Only `unrouted` changes while a run goes on. */
export interface DeployTools {
  readonly site: Site;
  readonly store: StateStore;
  /** There is one whenever the plan has anything to start. */
  readonly link: RouterLink | undefined;
  readonly sources: ReadonlyMap<string, FunctionSource>;
  readonly recorded: ReadonlyMap<string, GenerationRecord>;
  readonly unrouted: Unrouted;
  /** Runs building and starting, of which only so many go on at once. Waiting for an answer is not among them. */
  readonly work: Places;
}
