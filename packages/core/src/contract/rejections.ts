/**
 * Rejections: why `up` could not put a source into service, where the source is at fault. Stored
 * with the source's hash; `check` reports them.
 */
import type { Coded, NoFacts } from './coded.js';
import type { ListenFault } from './readiness.js';

/** The facts of each reason. */
export interface RejectionFacts {
  'step-failed': { step: string };
  'build-failed': NoFacts;
  /** In the words of the runtime. */
  refused: { message: string };
  'step-privileged': { wants: 'network' | 'capabilities' };
  'needs-frontend': { path: string };
  'no-base-image': { reference: string };
  'command-unusable': NoFacts;
  'out-of-memory': NoFacts;
  exited: { exitCode?: number };
  'listens-wrongly': { fault: ListenFault };
  'no-answer': NoFacts;
  /** Recorded by an earlier version, which stored words. */
  recorded: { text: string };
}

/** A reason with its facts. */
export type RejectionReason = Coded<RejectionFacts>;
