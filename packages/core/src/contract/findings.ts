/**
 * Findings: what `check` reports about one subject, one line each.
 * Each is a code with facts; the CLI turns them into sentences.
 */
import type { Coded, NoFacts } from './coded.js';
import type { DriftFacts } from './drift.js';
import type { ErrorCode, SmolfaasError } from './errors.js';
import type { CrashFacts } from './notices.js';
import type { ContainerState } from './observed.js';
import type { PortFault } from './port-fault.js';
import type { RejectionReason } from './rejections.js';

/** Findings that are not faults. */
export interface SoundFacts {
  'source-matches': NoFacts;
  'container-running': NoFacts;
  'image-matches': NoFacts;
  /**
   * A container on the project's network that SmolFaaS did not create, with its other names there.
   */
  guest: { name: string; network: string; aliases: readonly string[] };
}

/** Why and when `up` rejected a source. */
export interface Rejection {
  readonly code: ErrorCode;
  readonly reason: RejectionReason;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Why a running function does not answer. */
export type Silence = 'refused' | 'unresolved' | 'timeout' | 'closed' | 'unhealthy';

/** Findings that are faults. */
export interface FaultFacts extends DriftFacts {
  // A function: record, source, container, image, route.
  'not-built': NoFacts;
  'not-recorded': NoFacts;
  'source-gone': { function: string };
  'source-unusable': { error: SmolfaasError };
  'source-changed': NoFacts;
  'recipe-changed': NoFacts;
  /** `up` has tried and rejected this source; running it again does not help. */
  'source-rejected': Rejection;
  /** `state` and the following facts are known only when a container exists. */
  'container-not-running': { state?: ContainerState; exitCode?: number; oomKilled?: boolean };
  'container-not-on-network': { network: string };
  'container-called-otherwise': { name: string };
  /** `settings`: those of the user that differ, if any do; names without values. */
  'container-settings-changed': { settings?: readonly string[] };
  'too-few-instances': { running: number; wanted: number };
  /**
   * `port`: the one that it should listen on, 8000 if absent. `path` and `status` are present when
   * the function is unhealthy.
   */
  'does-not-answer': { why: Silence; seconds: number; port?: number; path?: string; status?: number };
  'left-over': { name: string };
  crashed: CrashFacts;
  'image-missing': NoFacts;
  'image-differs': NoFacts;
  'route-missing': NoFacts;
  'route-elsewhere': { upstream: string };
  /** Its further addresses or its timeout are not those of the settings. */
  'route-settings-differ': NoFacts;

  // Faults that concern no function.
  'network-missing': { network: string };
  'router-missing': NoFacts;
  'router-not-running': { state: ContainerState; exitCode?: number };
  'router-called-otherwise': { name: string };
  'router-not-on-network': { network: string };
  'router-settings-changed': NoFacts;
  'router-silent': NoFacts;
  'router-config-differs': NoFacts;
  'router-unreached': { fault: PortFault };
  'router-name-differs': { is: string; should: string };
  'router-port-differs': { is: number; should: number };
  /** Whether responses name the version that produced them differs from the settings. */
  'version-header-differs': { named: boolean };
  /** Whether HTTP is served without TLS differs from the settings. */
  'plain-http-differs': { plain: boolean };
  /** Whether a 404 names the running functions differs from what `bind` allows. */
  'names-functions-differs': { named: boolean };
  /** Functions that others cannot call by name. */
  'names-missing': { functions: readonly string[] };
  'stray-route': { function: string };
  /**
   * A container that SmolFaaS did not create has the address of functions. The engine sends it some
   * of their requests.
   */
  'address-taken': { name: string; functions: readonly string[]; network: string };
}

/** Content of a finding. */
export type FindingContent = ({ readonly ok: true } & Coded<SoundFacts>) | ({ readonly ok: false } & Coded<FaultFacts>);

/** One line of `check`. */
export type Finding = FindingContent & {
  /** Additional lines, such as the last output of a process that crashed. */
  readonly detail?: readonly string[];
};
