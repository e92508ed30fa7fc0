/**
 * Findings: what `check` has to say about one subject, a line each.
 */
import type { Coded, NoFacts } from './coded.js';
import type { DriftFacts } from './drift.js';
import type { ErrorCode, SmolfaasError } from './errors.js';
import type { CrashFacts } from './notices.js';
import type { ContainerState } from './observed.js';
import type { PortFault } from './port-fault.js';

/** Findings that are no faults. */
export interface SoundFacts {
  'source-matches': NoFacts;
  'container-running': NoFacts;
  'image-matches': NoFacts;
  /** A container of others on our network, with its other names there. */
  guest: { name: string; network: string; aliases: readonly string[] };
}

/** Why, and when, `up` rejected a source. */
export interface Rejection {
  readonly code: ErrorCode;
  /** A few words. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Why a function that runs does not answer. */
export type Silence = 'refused' | 'unresolved' | 'timeout' | 'closed';

/** Findings that are faults. */
export interface FaultFacts extends DriftFacts {
  // A function: record, source, container, image, route.
  'not-built': NoFacts;
  'not-recorded': NoFacts;
  'source-gone': { function: string };
  'source-unusable': { error: SmolfaasError };
  'source-changed': NoFacts;
  'recipe-changed': NoFacts;
  /** `up` has tried this source and rejected it; running it again does not help. */
  'source-rejected': Rejection;
  /** `state` and what follows is known where there is a container. */
  'container-not-running': { state?: ContainerState; exitCode?: number; oomKilled?: boolean };
  'container-not-on-network': { network: string };
  'container-called-otherwise': { name: string };
  'container-settings-changed': NoFacts;
  'too-few-instances': { running: number; wanted: number };
  'does-not-answer': { why: Silence; seconds: number };
  'left-over': { name: string };
  crashed: CrashFacts;
  'image-missing': NoFacts;
  'image-differs': NoFacts;
  'route-missing': NoFacts;
  'route-elsewhere': { upstream: string };

  // What belongs to no function.
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
  /** Answers name the version that gave them, or do not, other than the settings say. */
  'version-header-differs': { named: boolean };
  'stray-route': { function: string };
  /** A container of others has the address of functions: the engine gives it some of their requests. */
  'address-taken': { name: string; functions: readonly string[]; network: string };
}

/** What a finding says. */
export type FindingContent = ({ readonly ok: true } & Coded<SoundFacts>) | ({ readonly ok: false } & Coded<FaultFacts>);

/** One line of `check`. */
export type Finding = FindingContent & {
  /** Further lines about it, such as the last output of a process that crashed. */
  readonly detail?: readonly string[];
};
