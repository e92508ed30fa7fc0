/**
 * What a caller hears while a solve runs, and what is left of each step afterwards.
 *
 * Place: made by the reducer from the daemon's Status stream, handed to `SolveRequest.onProgress`.
 * A step is one vertex of the build graph that has begun; `index` counts them from 1 in the order they began. A step
 * may begin and end several times (the daemon first looks at a source, later fetches it): each round gives its events.
 */

/** A vertex of the graph at work. */
export interface Step {
  /** The vertex's digest: stable between runs for the same operation on the same inputs. */
  readonly digest: string;
  /** Its display name, the author's or BuildKit's. */
  readonly name: string;
  /** From 1, in the order in which steps began. */
  readonly index: number;
}

/** Something that happened, by `type`. */
export type ProgressEvent =
  | { readonly type: 'step-started'; readonly step: Step }
  /** `ms`: working time so far, all rounds together. */
  | { readonly type: 'step-done'; readonly step: Step; readonly ms: number }
  | { readonly type: 'step-cached'; readonly step: Step }
  /** `canceled`: not the cause, this step was stopped because another one failed or the solve was given up. */
  | { readonly type: 'step-failed'; readonly step: Step; readonly message: string; readonly canceled: boolean }
  /** One whole line, without its newline. */
  | { readonly type: 'log'; readonly step: Step; readonly stream: 'stdout' | 'stderr'; readonly line: string }
  /** Something within a step moves, such as a transfer (bytes) or an export; `total` is 0 when unknown. */
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
