/**
 * Events: how stages report what they do.
 * The renderer (terminal, plain, JSON) is the only listener; no stage prints.
 */
import type { BuilderEvent, StepEvent } from './buildkit-manager.js';
import type { SmolfaasError } from './errors.js';
import type { PullProgress } from './image-manager.js';
import type { Notice } from './notices.js';
import type { Waiting } from './readiness.js';
import type { Reason } from './reasons.js';
import type { LockHolder } from './state-store.js';
import type { StillServing } from './outcome.js';

/** Progress of a function. */
export type Phase =
  | 'unchanged' // content, recipe and container are as they should be
  | 'adopted' // already runs, and is recorded again
  | 'building'
  | 'built'
  | 'starting'
  | 'ready'
  | 'replaced' // the new generation is routed, the old one is removed
  | 'kept' // its directory is gone, but it keeps running
  | 'removed'
  | 'failed';

/** Something that a stage did or observed, by `type`. */
export type SmolfaasEvent =
  | { readonly type: 'engine'; readonly endpoint: string; readonly version: string }
  | { readonly type: 'plan'; readonly function: string; readonly action: string; readonly reasons: readonly Reason[] }
  | {
      readonly type: 'function';
      readonly function: string;
      readonly phase: Phase;
      readonly detail?: string;
      /** While it is starting: why it does not answer yet. */
      readonly waiting?: Waiting;
      readonly ms?: number;
    }
  | { readonly type: 'build'; readonly function: string; readonly event: StepEvent }
  | {
      readonly type: 'failure';
      readonly function: string;
      readonly error: SmolfaasError;
      readonly stillServing?: StillServing;
    }
  | {
      readonly type: 'router';
      readonly phase: 'starting' | 'running' | 'routes-pushed' | 'routes-unchanged' | 'removed';
    }
  | ({ readonly type: 'builder' } & BuilderEvent)
  | {
      readonly type: 'image';
      /** The full reference. */
      readonly reference: string;
      readonly phase: 'pulling' | 'pulled' | 'failed';
      /** Bytes, while the pull runs. */
      readonly progress?: PullProgress;
      readonly ms?: number;
    }
  | {
      readonly type: 'removed';
      readonly kind: 'container' | 'image' | 'network' | 'volume' | 'state';
      readonly name: string;
    }
  /** Another run holds the lock, and this one waits for it. */
  | { readonly type: 'waiting'; readonly holder: LockHolder }
  | {
      readonly type: 'note' | 'warning';
      readonly notice: Notice;
      readonly function?: string;
      /** Additional lines, such as the last output of a process. */
      readonly detail?: readonly string[];
    };

/** The only function through which stages report. */
export type Emit = (event: SmolfaasEvent) => void;
