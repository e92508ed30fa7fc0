/**
 * NetworkManager: the network that router and functions share (stages 10 and 12).
 * It guarantees that exactly one network has the project's network name.
 */
import type { Labels } from './labels.js';

/** Creates and removes networks. */
export interface NetworkManager {
  /**
   * Ensures that exactly one network has this name and these labels; returns its id. If several
   * projects request the name at the same moment, one succeeds; the others leave nothing behind.
   * @throws project-conflict, foreign-object, engine-*
   */
  ensure(name: string, labels: Labels, signal: AbortSignal): Promise<string>;
  /**
   * Id of any network of this name, also one of other tools; undefined when there is none.
   * @throws engine-*
   */
  find(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** @throws removal-blocked when foreign containers are attached, engine-* */
  remove(id: string, signal: AbortSignal): Promise<void>;
}
