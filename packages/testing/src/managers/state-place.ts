/**
 * Where one run of the suite of StateAccess works: paths of its own, at which nothing lies yet.
 */
import type { StateAccess } from '@smolfaas/core';

export interface StatePlace {
  readonly state: StateAccess;
  readonly signal: AbortSignal;
  /** A path of its own, at which nothing lies. */
  readonly path: () => string;
}
