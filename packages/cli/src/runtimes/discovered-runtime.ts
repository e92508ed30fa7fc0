/**
 * What discovery knows about a runtime beyond what pipelines need: the origin of its package. Users
 * see it in the table of `smolfaas runtimes` and in the notice about a replaced bundled runtime. It
 * decides which of two packages is used.
 *
 * Invariant: recipe keys never depend on it. The same package builds the same image, however it was
 * installed.
 */
import type { InstalledRuntime } from '@smolfaas/core';

/** A runtime and the origin of its package. */
export interface DiscoveredRuntime extends InstalledRuntime {
  readonly origin: 'bundled' | 'installed' | 'linked';
  /** Directory of its package.json. */
  readonly root: string;
  /** The bundled package that it replaces, with its version if known. */
  readonly replaces?: string;
}
