/**
 * Images that a project needs besides those it builds: where each is named, where it comes from,
 * and what the engine has of it. `smolfaas images` and its sub-commands work on these values.
 *
 * Invariant: an image is identified by its full reference (`docker.io/library/node:24-slim`),
 * however short the user wrote it.
 */

/** What an image is needed for. A `frontend` reads a Dockerfile, a `builder` runs builds. */
export type ImageRole = 'base' | 'dockerfile' | 'frontend' | 'router' | 'builder';

/** One use of an image. */
export interface ImageUse {
  readonly role: ImageRole;
  /** The function; absent for the router and the builder, which serve all functions. */
  readonly function?: string;
  /** Key of the base in the runtime's manifest, such as `node-build`. */
  readonly key?: string;
}

/**
 * Who chose the image.
 *
 *   configured  the user (`SMOLFAAS_BASE_…`)
 *   official    a runtime's manifest
 *   stand-in    a runtime's manifest; this locally assembled image is present
 *   dockerfile  a Dockerfile
 *   recipe      a runtime's recipe; its manifest does not declare the image
 */
export type ImageOrigin = 'configured' | 'official' | 'stand-in' | 'dockerfile' | 'recipe';

/** An image in the engine's store. */
export interface PresentImage {
  /** `sha256:…`, the id under which this engine knows it. */
  readonly id: string;
  /** The digest under which its registry knows it; absent for an image built on this machine. */
  readonly digest?: string;
  readonly bytes?: number;
}

/** An image that is needed. */
export interface NeededImage {
  /** The full reference. */
  readonly reference: string;
  readonly origin: ImageOrigin;
  /** Host of the registry; absent for a name that no registry has. */
  readonly registry?: string;
  /** Sorted by function. */
  readonly uses: readonly ImageUse[];
  /** Undefined when the engine does not have it. */
  readonly present?: PresentImage;
  /** Its entry in the lock file. */
  readonly locked?: LockedImage;
}

/**
 * Entry of a lock file: the registry's digest, if there is one, and the id under which the engine
 * knew the image.
 */
export interface LockedImage {
  readonly digest?: string;
  readonly id?: string;
  /**
   * Functions that were built on it when the lock was written, sorted, and `(router)` or
   * `(builder)`.
   */
  readonly usedBy: readonly string[];
}

/** A lock file: the locked images, by full reference. */
export interface ImageLock {
  readonly images: ReadonlyMap<string, LockedImage>;
}
