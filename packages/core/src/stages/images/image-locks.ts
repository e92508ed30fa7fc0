/**
 * What a lock file means for one function, for the router, and for a build. Pure.
 *
 *     recipe key   the pins of all images that the lock says the function uses: a moved lock builds it anew
 *     build        `reference@digest` in place of each reference that is locked by digest
 *     router       the digest, or the id, instead of the tag
 */
import type { ImageLock, LockedImage } from '../../contract/images.js';
import { fullReference, repositoryOf } from './local-image.js';

/** Digest or id. */
export const pinOf = ({ digest, id }: LockedImage): string => digest ?? id ?? '';

/** Pins by reference of the images that a function, or `(router)`, uses. Empty without a lock. */
export function pinsFor(user: string, lock: ImageLock | undefined): Readonly<Record<string, string>> {
  const used = [...(lock?.images ?? [])].filter(([, { usedBy }]) => usedBy.includes(user));
  return Object.fromEntries(used.map(([reference, locked]) => [reference, pinOf(locked)]));
}

/** The reference with its locked digest; undefined when it is not locked by digest, or names a digest itself. */
export function pinnedReference(reference: string, lock: ImageLock | undefined): string | undefined {
  const full = fullReference(reference);
  const digest = full.includes('@') ? undefined : lock?.images.get(full)?.digest;
  return digest === undefined ? undefined : `${full}@${digest}`;
}

/** What to run instead of this reference: an engine runs by digest and by id, but not by tag and digest together. */
export function runnableReference(reference: string, lock: ImageLock | undefined): string {
  const full = fullReference(reference);
  const locked = lock?.images.get(full);
  if (locked === undefined) return reference;
  return locked.digest === undefined ? (locked.id ?? reference) : `${repositoryOf(full)}@${locked.digest}`;
}
