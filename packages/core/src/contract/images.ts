/**
 * Images that a project needs besides those it builds itself: where each is named, where it comes from, and what the engine has
 * of it. What `smolfaas images` and its sub-commands work on.
 *
 * Their identity is the full reference (`docker.io/library/node:24-slim`), however short it was written.
 */

/** What an image is needed for. A `frontend` reads a Dockerfile, a `builder` runs builds. */
export type ImageRole = 'base' | 'dockerfile' | 'frontend' | 'router' | 'builder';

/** One place that needs an image. */
export interface ImageUse {
  readonly role: ImageRole;
  /** The function; none for the router and the builder, which serve all. */
  readonly function?: string;
  /** Key of the base in the runtime's manifest, such as `node-build`. */
  readonly key?: string;
}

/**
 * Who chose the image: the user (`SMOLFAAS_BASE_…`), a runtime's manifest (`official`, or the `stand-in` that is there), a
 * Dockerfile, or a runtime's recipe without a word in its manifest.
 */
export type ImageOrigin = 'configured' | 'official' | 'stand-in' | 'dockerfile' | 'recipe';

/** An image as the engine has it. */
export interface PresentImage {
  /** `sha256:…`, by which this engine knows it. */
  readonly id: string;
  /** The digest under which its registry knows it; none for an image that was made on this machine. */
  readonly digest?: string;
  readonly bytes?: number;
}

/** An image that is needed. */
export interface NeededImage {
  /** In full. */
  readonly reference: string;
  readonly origin: ImageOrigin;
  /** Host of the registry; none for a name that no registry has. */
  readonly registry?: string;
  /** Sorted by function. */
  readonly uses: readonly ImageUse[];
  /** Undefined when the engine does not have it. */
  readonly present?: PresentImage;
  /** What the lock file says about it. */
  readonly locked?: LockedImage;
}

/** What a lock file holds of an image: the digest of its registry, where one has it, and the id under which the engine knew it. */
export interface LockedImage {
  readonly digest?: string;
  readonly id?: string;
  /** Functions that were built on it when the lock was written, sorted; `(router)` and `(builder)` besides. */
  readonly usedBy: readonly string[];
}

/** A lock file: what is locked, by full reference. */
export interface ImageLock {
  readonly images: ReadonlyMap<string, LockedImage>;
}
