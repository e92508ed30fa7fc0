/**
 * The events that a caller receives while a solve runs, and the summary of each step afterwards.
 *
 * Made by the reducer from the daemon's Status stream, passed to `SolveRequest.onProgress`. A step
 * is one vertex of the build graph that has begun; `index` counts steps from 1 in the order they
 * began.
 * Gotcha: a step may begin and end several times (the daemon first resolves a source, later fetches
 * it). Each round has its own events.
 */

/** A vertex of the graph that has begun. */
export interface Step {
  /** The vertex's digest: stable between runs for the same operation on the same inputs. */
  readonly digest: string;
  /** Its display name, from the recipe or from BuildKit. */
  readonly name: string;
  /** From 1, in the order in which steps began. */
  readonly index: number;
}

/** A progress event; `type` says which. */
export type ProgressEvent =
  | { readonly type: 'step-started'; readonly step: Step }
  /** `ms`: working time so far, all rounds together. */
  | { readonly type: 'step-done'; readonly step: Step; readonly ms: number }
  | { readonly type: 'step-cached'; readonly step: Step }
  /**
   * `canceled`: this step is not the cause. It was stopped because another one failed or the solve
   * was stopped.
   */
  | { readonly type: 'step-failed'; readonly step: Step; readonly message: string; readonly canceled: boolean }
  /** One whole line, without its newline. */
  | { readonly type: 'log'; readonly step: Step; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  /** Progress within a step, such as a transfer (bytes) or an export; `total` is 0 when unknown. */
  | {
      readonly type: 'transfer';
      readonly step: Step;
      readonly id: string;
      readonly action: string;
      readonly current: number;
      readonly total: number;
      readonly done: boolean;
    };

/** A step after the solve. */
export interface StepSummary {
  /** The vertex's digest. */
  readonly digest: string;
  /** Its display name. */
  readonly name: string;
  /** Taken from the cache: nothing ran. */
  readonly cached: boolean;
  /** Milliseconds of work. */
  readonly ms: number;
}
