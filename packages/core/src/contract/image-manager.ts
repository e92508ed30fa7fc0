/**
 * ImageManager: what is done with images as such, apart from building them: fetch, pack, unpack. Which the engine has is part of
 * what is observed (observed.ts); giving and taking names is the FunctionManager's.
 */
import type { Readable } from 'node:stream';

/** How far a pull has come; bytes of those layers whose size is known by now. */
export interface PullProgress {
  readonly done: number;
  readonly total: number;
}

/** Fetches, packs and unpacks images. */
export interface ImageManager {
  /**
   * Fetches one image from its registry, by tag or by digest.
   * @throws image-pull-failed, registry-login-failed, engine-*
   */
  pull(reference: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>;
  /** A tar archive of these images, by name, as `docker save` writes it; read it to its end. @throws engine-* */
  save(names: readonly string[], signal: AbortSignal): Promise<Readable>;
  /** Takes in such an archive; images keep their names and ids. @throws engine-*, disk-full */
  load(archive: Readable, signal: AbortSignal): Promise<void>;
}
