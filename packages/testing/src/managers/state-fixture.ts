/**
 * Where one run of the suite of StateAccess works: new paths at which no file exists yet.
 */
import type { StateAccess } from '@smolfaas/core';

export interface StateFixture {
  readonly state: StateAccess;
  readonly signal: AbortSignal;
  /** A new path at which no file exists. */
  readonly path: () => string;
}
