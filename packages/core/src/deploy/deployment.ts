/**
 * What deploying one function came to: the value that routes, retirement, the record and the report are made from.
 */
import type { SmolfaasError } from '../contract/errors.js';
import type { FunctionOutcome, StillServing } from '../contract/outcome.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';

export interface Deployment {
  readonly function: string;
  readonly status: FunctionOutcome['status'];
  /** Where its route is to lead; undefined when nothing of it serves. */
  readonly upstream: string | undefined;
  /** The containers that serve now, and how they are to be remembered; undefined where nothing is to be settled. */
  readonly serving: Serving | undefined;
  /** Containers that leave once the routes are in place. */
  readonly retire: readonly ObservedContainer[];
  readonly runtime?: string;
  readonly built: boolean;
  readonly ms: number;
  readonly error?: SmolfaasError;
  /** After a failure: the version before, where it answers. */
  readonly stillServing?: StillServing;
}

/** The containers that a route leads to. */
export interface Serving {
  readonly instances: readonly ServingInstance[];
  readonly record: GenerationRecord;
}

/** One of them. */
export interface ServingInstance {
  readonly instance: number;
  readonly containerId: string;
  /** Its present name. */
  readonly name: string;
}
