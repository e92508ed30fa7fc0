/**
 * What things take on the engine's disk, as values: images as stacks of layers, since that is how they share bytes.
 */

/** A layer on top of particular others. The same id means the same bytes on disk, in whichever images it occurs. */
export interface ImageLayer {
  readonly id: string;
  readonly bytes: number;
}

/** What an image is made of, the lowest layer first. */
export interface ImageDetails {
  readonly layers: readonly ImageLayer[];
  /** When it was last given a name, in milliseconds since 1970, where the engine remembers; the image itself has a fixed time. */
  readonly lastTagged?: number;
}

/** What one group of things takes. */
export interface Usage {
  readonly name: string;
  readonly bytes: number | undefined;
}

/** What the images of one function take besides their bases. */
export interface FunctionUsage extends Usage {
  readonly bytes: number;
  readonly images: number;
  /** Bytes of those that `prune` would remove. */
  readonly reclaimable: number;
}

/** Everything of one project, by kind. Every byte is counted once. */
export interface DiskUsage {
  readonly functions: readonly FunctionUsage[];
  /** Layers above the bases that images of several functions have in common. */
  readonly sharedByFunctions: number;
  /** What functions and router are based on. Other programs may use these images as well. */
  readonly bases: readonly Usage[];
  readonly volumes: readonly Usage[];
  /** The cache of our own builder, as the builder says. It lies in one of the volumes, and is counted there. */
  readonly builderCache?: number;
  /** The database with its side files, and the log. */
  readonly files: readonly Usage[];
  /** All of it that is known. */
  readonly total: number;
}
