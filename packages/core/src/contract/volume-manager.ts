/**
 * VolumeManager: measures and removes volumes.
 * It does not create them: a volume is created with the container that uses it.
 */

/** Measures and removes volumes. */
export interface VolumeManager {
  /**
   * Size in bytes of each volume, by name. Omits volumes whose size this engine does not report
   * quickly. @throws engine-*
   */
  bytes(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** Removes a volume. Succeeds if it is already gone. @throws removal-blocked, engine-* */
  remove(name: string, signal: AbortSignal): Promise<void>;
}
