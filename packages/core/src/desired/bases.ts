/**
 * Stage 4, desired: which base images a runtime builds on.
 *
 * Bases are data in the runtime's manifest. Every run chooses them again, key by key:
 *
 *     configured by the user  >  official, if the engine has it
 *                             >  stand-in, if the engine has it  >  official (to be pulled)
 *
 * Locally assembled stand-ins make builds possible where no registry answers; where one answers,
 * users need not know about them. The chosen reference is part of the recipe key, so a different
 * choice rebuilds.
 */
import type { ImageOrigin } from '../contract/images.js';
import type { ObservedImage } from '../contract/observed.js';
import type { RuntimeManifest } from '../contract/runtime.js';
import { localImage } from './local-image.js';

/** A reference, and what chose it. */
export interface ChosenBase {
  readonly key: string;
  readonly reference: string;
  readonly origin: Extract<ImageOrigin, 'configured' | 'official' | 'stand-in'>;
}

/** The chosen bases of each runtime, by its id. */
export type Bases = ReadonlyMap<string, readonly ChosenBase[]>;

/** The chosen references of one runtime, by key. */
export function references(bases: Bases, runtime: string): Readonly<Record<string, string>> {
  return Object.fromEntries((bases.get(runtime) ?? []).map(({ key, reference }) => [key, reference]));
}

/** The chosen reference for each base key of a manifest. */
export function chooseBases(
  manifest: Pick<RuntimeManifest, 'bases'>,
  configured: Readonly<Record<string, string>>,
  images: readonly ObservedImage[],
): Readonly<Record<string, string>> {
  const chosen = explainBases(manifest, configured, images);
  return Object.fromEntries(chosen.map(({ key, reference }) => [key, reference]));
}

/** The chosen reference for each base key, with what chose it. */
export function explainBases(
  manifest: Pick<RuntimeManifest, 'bases'>,
  configured: Readonly<Record<string, string>>,
  images: readonly ObservedImage[],
): readonly ChosenBase[] {
  return Object.entries(manifest.bases ?? {}).map(([key, { image, standIn }]) => {
    const own = configured[key];
    if (own !== undefined) return { key, reference: own, origin: 'configured' };
    const useStandIn =
      standIn !== undefined && localImage(image, images) === undefined && localImage(standIn, images) !== undefined;
    return useStandIn ? { key, reference: standIn, origin: 'stand-in' } : { key, reference: image, origin: 'official' };
  });
}
