/**
 * VolumeManager: what is done with volumes as such; they are made with the containers that use them.
 */

/** Measures and removes volumes. */
export interface VolumeManager {
  /** Bytes in volumes, by name; one whose size this engine does not tell quickly is left out. @throws engine-* */
  bytes(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Removes a volume; one that is gone already is fine. @throws removal-blocked, engine-* */
  remove(name: string, signal: AbortSignal): Promise<void>;
}
