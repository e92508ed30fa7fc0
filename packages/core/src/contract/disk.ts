/**
 * What things occupy on the engine's disk, as values.
 * Images appear as stacks of layers, because layers are how images share bytes.
 */

/**
 * A layer on top of particular other layers. The same id means the same bytes on disk, in every
 * image that contains it.
 */
export interface ImageLayer {
  readonly id: string;
  readonly bytes: number;
}

/** The layers of an image, the lowest first, and when it was last tagged. */
export interface ImageDetails {
  readonly layers: readonly ImageLayer[];
  /**
   * When it last received a name, in milliseconds since 1970, if the engine remembers. The image's
   * own creation time is fixed.
   */
  readonly lastTagged?: number;
}

/** Disk usage of one group of things. */
export interface Usage {
  readonly name: string;
  readonly bytes: number | undefined;
}

/** Disk usage of one function's images, without their bases. */
export interface FunctionUsage extends Usage {
  readonly bytes: number;
  readonly images: number;
  /** Bytes of the images that `prune` would remove. */
  readonly reclaimable: number;
}

/** Disk usage of one project, by kind. Every byte is counted once. */
export interface DiskUsage {
  readonly functions: readonly FunctionUsage[];
  /** Bytes of layers above the bases that images of several functions share. */
  readonly sharedByFunctions: number;
  /** Base images of functions and router. Other programs may use these images as well. */
  readonly bases: readonly Usage[];
  readonly volumes: readonly Usage[];
  /**
   * Size of the cache in the builder container, as the builder reports it. The cache lies in one of
   * the volumes and is counted there.
   */
  readonly builderCache?: number;
  /** The database with its side files, and the log. */
  readonly files: readonly Usage[];
  /** Sum of all known sizes. */
  readonly total: number;
}
