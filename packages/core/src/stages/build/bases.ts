/**
 * Stage 5, recipe: which base images a runtime builds on.
 *
 * Bases are data of the runtime's manifest, chosen anew in every run, key by key:
 *
 *     configured by the user  >  official, if the engine has it  >  stand-in, if the engine has it  >  official (to be pulled)
 *
 * Where no registry answers, locally assembled stand-ins make builds possible; where one does, nobody needs to know of
 * them. The chosen reference enters the recipe key, so a change of choice rebuilds.
 *
 * Every run comes here, so only one file of the llb package is imported; its index loads all that makes build graphs.
 */
import { normaliseReference } from '@smolfaas/llb/reference.js';
import type { ObservedImage } from '../../contract/observed.js';
import type { RuntimeManifest } from '../../contract/runtime.js';

/** The chosen reference for each base key of a manifest. */
export function chooseBases(
  manifest: Pick<RuntimeManifest, 'bases'>,
  configured: Readonly<Record<string, string>>,
  images: readonly ObservedImage[],
): Readonly<Record<string, string>> {
  const chosen = Object.entries(manifest.bases ?? {}).map(([key, { image, standIn }]) => {
    const useStandIn = standIn !== undefined && !isLocal(image, images) && isLocal(standIn, images);
    return [key, configured[key] ?? (useStandIn ? standIn : image)];
  });
  return Object.fromEntries(chosen);
}

/** Asked for each function, and every function has images of its own: so only tags that end alike are looked at closely. */
function isLocal(reference: string, images: readonly ObservedImage[]): boolean {
  const wanted = normalised(reference);
  const end = lastPart(wanted);
  return images.some(({ tags }) => tags.some((tag) => lastPart(tag) === end && normalised(tag) === wanted));
}

/** `node:24-slim` of `docker.io/library/node:24-slim`, which is the same in every spelling that engines print. */
const lastPart = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** Engines print short names (`node:24-slim`), some print full ones (`docker.io/library/node:24-slim`). */
function normalised(reference: string): string {
  try {
    return normaliseReference(reference);
  } catch {
    return reference; // not a reference at all, such as `<none>:<none>`: equal only to itself
  }
}
