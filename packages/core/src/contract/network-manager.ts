/**
 * NetworkManager: the network that router and functions share (stages 10 and 12).
 */
import type { Labels } from './labels.js';

/** Makes and removes networks. */
export interface NetworkManager {
  /**
   * Makes sure that exactly one network has this name, and that it carries these labels; returns
   * its id. Of several projects that want the name at the same moment one gets it; for the others
   * nothing is left behind.
   * @throws project-conflict, foreign-object, engine-*
   */
  ensure(name: string, labels: Labels, signal: AbortSignal): Promise<string>;
  /** @throws removal-blocked when foreign containers are attached, engine-* */
  remove(id: string, signal: AbortSignal): Promise<void>;
}
