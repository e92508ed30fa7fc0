/**
 * The engine's images as a builder outside it needs them: names, whole images as streams, and the
 * layers that a load does not need.
 */
import type { ImageManager } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { heldLayers } from './held-layers.js';
import { imageId } from './images.js';

export interface ImageStore extends Pick<ImageManager, 'load' | 'save' | 'tag'> {
  /** The id of the image with this name or id; undefined if there is none. */
  imageId(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Digests of an image's plain layers, lowest first. The engine's `load` does not need them in an
   * archive of another image on the same layers. Empty when there is no such image. Undefined when
   * this engine requires all layers in every archive.
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
