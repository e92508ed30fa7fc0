/**
 * What a lock file means for one function, for the router, and for a build. Pure.
 *
 *     recipe key   the pins of all images that the function uses according to the lock; a changed pin
 *                  rebuilds the function
 *     build        `reference@digest` in place of each reference that is locked by digest
 *     router       the digest, or the id, instead of the tag
 */
import { fullReference, repositoryOf } from '@smolfaas/llb/reference.js';
import type { ImageLock, LockedImage, PresentImage } from '../contract/images.js';
import type { ObservedImage } from '../contract/observed.js';
import { localImage, presentImage } from './local-image.js';

/** The digest, or the id if there is no digest. */
export const pinOf = ({ digest, id }: LockedImage): string => digest ?? id ?? '';

/**
 * Pins of the images that a function uses, by reference. Empty without a lock.
 * @param bases references chosen for its runtimes; they count for a function that is newer than the
 *   lock
 */
export function pinsFor(
  fn: string,
  lock: ImageLock | undefined,
  bases: readonly string[],
): Readonly<Record<string, string>> {
  const all = [...(lock?.images ?? [])];
  const used = all.filter(([, { usedBy }]) => usedBy.includes(fn));
  const full = used.length > 0 ? [] : bases.map(fullReference);
  const counting = used.length > 0 ? used : all.filter(([reference]) => full.includes(reference));
  return Object.fromEntries(counting.map(([reference, locked]) => [reference, pinOf(locked)]));
}

/**
 * Whether an image is the locked one: by its registry's digest, or by its id, which is just as good
 * when no registry is known.
 */
export function isLockedImage({ digest, id }: LockedImage, present: PresentImage | undefined): boolean {
  if (present === undefined) return false;
  return (digest !== undefined && digest === present.digest) || (id !== undefined && id === present.id);
}

/**
 * The reference with its locked digest. Undefined in three cases: it is not locked by digest; it
 * contains a digest itself; or the engine has the locked image without knowing its digest. An image
 * that was loaded from an archive has none.
 */
export function pinnedReference(
  reference: string,
  lock: ImageLock | undefined,
  images: readonly ObservedImage[],
): string | undefined {
  const full = fullReference(reference);
  const locked = full.includes('@') ? undefined : lock?.images.get(full);
  if (locked?.digest === undefined) return undefined;
  const present = presentImage(full, images);
  if (present?.digest === undefined && isLockedImage(locked, present)) return undefined;
  return `${full}@${locked.digest}`;
}

/** The reference to fetch from a registry: by digest if it is locked by digest. */
export function lockedReference(reference: string, lock: ImageLock | undefined): string {
  const full = fullReference(reference);
  const digest = full.includes('@') ? undefined : lock?.images.get(full)?.digest;
  return digest === undefined ? reference : `${repositoryOf(full)}@${digest}`;
}

/**
 * The reference to run instead of this one. An engine runs an image by digest or by id, but not by
 * tag and digest together.
 */
export function runnableReference(
  reference: string,
  lock: ImageLock | undefined,
  images: readonly ObservedImage[],
): string {
  const locked = lock?.images.get(fullReference(reference));
  if (locked === undefined) return reference;
  const byDigest = lockedReference(reference, lock);
  if (locked.digest !== undefined && localImage(byDigest, images) !== undefined) return byDigest;
  const present = presentImage(reference, images);
  return locked.id !== undefined && (locked.digest === undefined || isLockedImage(locked, present))
    ? locked.id
    : byDigest;
}
