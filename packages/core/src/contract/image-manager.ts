/**
 * ImageManager: everything done with images except building them.
 * The list of images that the engine has is part of the observed state (observed.ts).
 */
import type { ImageDetails } from './disk.js';

/** Progress of a pull, in bytes, over the layers whose size is already known. */
export interface PullProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * A tar archive as `docker save` writes it, in chunks. The type avoids Node.js types, which the
 * author of a runtime may not have installed.
 */
export type ImageArchive = AsyncIterable<Uint8Array>;

/** Pulls, saves, loads, tags, removes and measures images. */
export interface ImageManager {
  /**
   * Fetches one image from its registry, by tag or by digest.
   * @throws image-pull-failed, registry-login-failed, engine-*
   */
  pull(reference: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
  /**
   * Returns an archive of the images with these names. The caller must read it to its end. @throws
   * engine-*
   */
  save(names: readonly string[], signal: AbortSignal): Promise<ImageArchive>;
  /** Loads such an archive; images keep their names and ids. @throws engine-*, disk-full */
  load(archive: ImageArchive, signal: AbortSignal): Promise<void>;
  /**
   * Adds a name to an image and removes that name from any other image. The image is identified by
   * its id or by an existing name.
   * @throws engine-*
   */
  tag(image: string, tag: string, signal: AbortSignal): Promise<void>;
  /**
   * Removes one name of an image. Succeeds if the name is already gone. @throws removal-blocked,
   * engine-*
   */
  remove(tag: string, signal: AbortSignal): Promise<void>;
  /** What images consist of, by id; omits images that are gone. @throws engine-* */
  details(ids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ImageDetails>>;
  /**
   * Ids of all images that any container was created from, whether or not SmolFaaS created it,
   * running or not. @throws engine-*
   */
  used(signal: AbortSignal): Promise<ReadonlySet<string>>;
}
