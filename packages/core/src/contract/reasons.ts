/**
 * Reasons: why a plan does what it does.
 * Each is both the condition and the explanation: users read exactly what the decision was based
 * on.
 */
import type { ProbeResult } from './caddy-manager.js';
import type { Coded, NoFacts } from './coded.js';
import type { DriftFacts } from './drift.js';
import type { ContainerState } from './observed.js';
import type { PortFault } from './port-fault.js';

/** The facts of each reason, grouped by subject. */
export interface ReasonFacts extends DriftFacts {
  // A function has to be built.
  'not-built': NoFacts;
  'source-changed': NoFacts;
  'recipe-changed': NoFacts;
  'image-gone': NoFacts;

  // It has to be started.
  'no-container': NoFacts;
  'container-ended': { state: ContainerState; exitCode?: number };

  // What serves is not the right thing.
  'other-source': NoFacts;
  'other-recipe': NoFacts;
  /** `settings`: those of the user that differ, if any do; names without values. */
  'other-spec': { settings?: readonly string[] };
  /** Names of secrets whose values differ. */
  'secrets-changed': { names: readonly string[] };
  'not-on-network': { network: string };
  'too-few-instances': { running: number; wanted: number };
  'does-not-answer': { probe: ProbeResult };
  /** The user asked for a restart. */
  'restart-requested': NoFacts;

  // The router needs a push.
  'not-routed': NoFacts;
  'routed-elsewhere': { upstream: string };

  // Something has to be tidied up.
  'not-recorded': NoFacts;
  'recorded-otherwise': NoFacts;
  'called-otherwise': { name: string };
  'left-over': { name: string };

  // It is kept as it is, or removed.
  'directory-gone': NoFacts;
  'source-unusable': NoFacts;

  // Network, router and builder.
  'network-missing': { network: string };
  'router-missing': NoFacts;
  'router-called-otherwise': { name: string };
  'router-not-running': { state: ContainerState };
  'router-settings-changed': NoFacts;
  'router-not-on-network': { network: string };
  'router-silent': NoFacts;
  'router-unreached': { fault: PortFault };
  'builds-wanted': { functions: readonly string[] };
  'builder-missing': NoFacts;
  'builder-called-otherwise': { name: string };
  'builder-not-running': { state: ContainerState };
  'builder-settings-changed': NoFacts;
}

/** One reason. */
export type Reason = Coded<ReasonFacts>;
