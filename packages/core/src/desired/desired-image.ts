/**
 * What the image of one function is built from: its source, and everything else that its recipe may
 * depend on. Pure.
 *
 * Bases and pins are chosen here, once. The recipe key, the recipe itself and the lists of needed
 * images use this value.
 */
import type { ObservedImage } from '../contract/observed.js';
import type { Settings } from '../contract/settings.js';
import { pinsFor } from './image-locks.js';
import type { FunctionSource } from '../source/read-source.js';
import { type Bases, explainBases } from './bases.js';
import { recipeKey } from './recipe-key.js';

export interface DesiredImage {
  readonly function: string;
  readonly source: FunctionSource;
  /** Base images of each runtime that may build it. */
  readonly bases: Bases;
  /** Digests or ids that the lock file pins its images to, by reference. */
  readonly pins: Readonly<Record<string, string>>;
  readonly recipeKey: string;
}

/** What the choices depend on besides the source. */
export interface ImageBasis {
  readonly settings: Pick<Settings, 'bases' | 'lock'>;
  /** Images in the engine's store. */
  readonly images: readonly ObservedImage[];
}

/** The image to build from this source. */
export function desiredImage(source: FunctionSource, { settings, images }: ImageBasis): DesiredImage {
  const { function: fn, choice, shared } = source;
  const { runtimes: candidates } = source.candidates;
  const bases: Bases = new Map(
    candidates.map(({ manifest }) => [manifest.id, explainBases(manifest, settings.bases, images)]),
  );
  const chosen = [...bases.values()].flat().map(({ reference }) => reference);
  const pins = pinsFor(fn, settings.lock, chosen);
  return { function: fn, source, bases, pins, recipeKey: recipeKey({ candidates, bases, choice, pins, shared }) };
}
