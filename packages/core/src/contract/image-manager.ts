/**
 * ImageManager: what is done with images as such, apart from building them: fetch, pack, unpack. Which the engine has is part of
 * what is observed (observed.ts); giving and taking names is the FunctionManager's.
 */
/** How far a pull has come; bytes of those layers whose size is known by now. */
export interface PullProgress {
  readonly done: number;
  readonly total: number;
}

/** A tar archive as `docker save` writes it, in pieces. Typed without Node.js, whose types a runtime's author need not have. */
export type ImageArchive = AsyncIterable<Uint8Array>;

/** Fetches, packs and unpacks images. */
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
}
