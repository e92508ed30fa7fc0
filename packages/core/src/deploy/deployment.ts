/**
 * The result of deploying one function. Routes, retirement, the record and the report are made from
 * this value.
 */
import type { SmolfaasError } from '../contract/errors.js';
import type { FunctionOutcome, StillServing } from '../contract/outcome.js';
import type { ObservedContainer } from '../contract/observed.js';
import type { GenerationRecord } from '../contract/state-store.js';

export interface Deployment {
  readonly function: string;
  readonly status: FunctionOutcome['status'];
  /** The upstream for its route; undefined when none of its containers serves. */
  readonly upstream: string | undefined;
  /** The containers that serve now, and their record; undefined when there is nothing to settle. */
  readonly serving: Serving | undefined;
  /** Containers that SmolFaaS removes once the routes are switched. */
  readonly retire: readonly ObservedContainer[];
  readonly runtime?: string;
  readonly built: boolean;
  readonly ms: number;
  readonly error?: SmolfaasError;
  /** After a failure: the previous version, if it answers. */
  readonly stillServing?: StillServing;
}

/** The containers that a route leads to. */
export interface Serving {
  readonly instances: readonly ServingInstance[];
  readonly record: GenerationRecord;
}

/** One of these containers. */
export interface ServingInstance {
  readonly instance: number;
  readonly containerId: string;
  /** Its current name. */
  readonly name: string;
}
