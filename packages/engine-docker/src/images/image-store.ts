/**
 * The engine's images as a builder outside of it needs them: names, whole ones as streams, and what a load can do without.
 */
import type { ImageManager } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { heldLayers } from './held-layers.js';
import { imageId } from './images.js';

export interface ImageStore extends Pick<ImageManager, 'load' | 'save' | 'tag'> {
  /** The id of the image that has this name or id; undefined when there is none. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Digests of an image's plain layers, lowest first, as far as the engine's `load` does without them in an archive of another image on the same
   * layers: none when there is no such image. Undefined when this engine wants all layers of every archive.
   */
  heldLayers(reference: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
}

/** The store of one engine. */
export function imageStore(engine: Connection, images: ImageManager): ImageStore {
  return {
    ...images,
    imageId: (reference, signal) => imageId(engine, reference, signal),
    heldLayers: (reference, signal) => heldLayers(engine, reference, signal),
  };
}
