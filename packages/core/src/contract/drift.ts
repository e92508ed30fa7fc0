/**
 * How a container differs from what it was created from, because another tool has changed it since.
 * `decide` uses these differences as reasons, and `check` reports them as findings.
 */
import type { NoFacts } from './coded.js';

/** The facts of each difference; sizes in bytes. */
export interface DriftFacts {
  /** It has lost its address on this network. */
  'address-lost': { network: string };
  'memory-changed': { is: number; should: number };
  'pids-changed': { is: number; should: number };
  'cpu-shares-changed': { is: number; should: number };
  'cpus-changed': { is: number; should: number };
  /** It has left this network, which its settings name. */
  'network-left': { network: string };
  /** The engine would not restart it. */
  'restart-policy-changed': NoFacts;
}
