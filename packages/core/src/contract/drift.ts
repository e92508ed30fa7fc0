/**
 * How a container differs from what it was created as, because another tool has changed it since.
 */
import type { NoFacts } from './coded.js';

/** The facts of each difference; sizes in bytes. */
export interface DriftFacts {
  /** It no longer has its address on this network. */
  'address-lost': { network: string };
  'memory-changed': { is: number; should: number };
  'pids-changed': { is: number; should: number };
  'cpu-shares-changed': { is: number; should: number };
  /** The engine would not start it again. */
  'restart-policy-changed': NoFacts;
}
