/**
 * What discovery knows of a runtime beyond what pipelines need: where its package came from. Users see it in the table of
 * `smolfaas runtimes` and in the notice about a bundled runtime that was replaced; it decides which of two packages is used.
 *
 * What must stay true: recipe keys never depend on it. The same package builds the same image, however it got here.
 */
import type { InstalledRuntime } from '@smolfaas/core';

/** A runtime, and where its package came from. */
export interface DiscoveredRuntime extends InstalledRuntime {
  readonly origin: 'bundled' | 'installed' | 'linked';
  /** Directory of its package.json. */
  readonly root: string;
  /** The bundled package whose place it took, with its version where that is known. */
  readonly replaces?: string;
}
