/**
 * ImageManager: what is done with images as such, apart from building them. Which the engine has is part of what is observed (observed.ts).
 */
import type { ImageDetails } from './disk.js';

/** How far a pull has come; bytes of those layers whose size is known by now. */
export interface PullProgress {
  readonly done: number;
  readonly total: number;
}

/** A tar archive as `docker save` writes it, in pieces. Typed without Node.js, whose types a runtime's author need not have. */
export type ImageArchive = AsyncIterable<Uint8Array>;

/** Fetches, packs, unpacks, names and measures images. */
export interface ImageManager {
  /**
   * Fetches one image from its registry, by tag or by digest.
   * @throws image-pull-failed, registry-login-failed, engine-*
   */
  pull(reference: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
  /** An archive of these images, by name; read it to its end. @throws engine-* */
  save(names: readonly string[], signal: AbortSignal): Promise<ImageArchive>;
  /** Takes in such an archive; images keep their names and ids. @throws engine-*, disk-full */
  load(archive: ImageArchive, signal: AbortSignal): Promise<void>;
  /** Gives an image a further name, and takes the name from any other. It is given by its id, or by a name that it has already. @throws engine-* */
  tag(image: string, tag: string, signal: AbortSignal): Promise<void>;
  /** Removes one name of an image; one that is gone already is fine. @throws removal-blocked, engine-* */
  remove(tag: string, signal: AbortSignal): Promise<void>;
  /** What images are made of, by id; one that is gone is left out. @throws engine-* */
  details(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ImageDetails>>;
  /** Ids of all images that any container was made from, ours or not, running or not. @throws engine-* */
  used(signal: AbortSignal): Promise<ReadonlySet<string>>;
}
