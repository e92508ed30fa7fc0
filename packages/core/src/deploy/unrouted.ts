/**
 * Containers that this run has started and no route leads to yet: what must go when the run ends before they are routed.
 *
 * A container is added the moment it exists and taken out the moment it is routed or removed. Whatever ends the run in
 * between, an interrupt or a router that refuses, `discardAll` then leaves the engine as it was: the old versions serve,
 * nothing half-made stays. If even that fails, the labels tell the next run what it is.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { Emit } from '../contract/events.js';
import type { FunctionManager } from '../contract/function-manager.js';

/** Undoing has a deadline of its own, since the run's signal may be the very reason for it. A user who interrupts waits at most 5 s. */
const UNDO_MS = { interrupted: 4_000, otherwise: 30_000 } as const;
/** Nobody was ever served by it, so it gets little time to say good-bye. */
const GRACE_MS = 1_000;

/** Container ids with the upstream that would lead to each. */
export type Unrouted = Map<string, string>;

export interface DiscardTools {
  readonly functions: Pick<FunctionManager, 'remove'>;
  readonly emit: Emit;
  /** The run's signal; only looked at. */
  readonly signal: AbortSignal;
}

/** Removes one of them. A failure is told, not thrown: it must not hide the reason for undoing. */
export async function discard(containerId: string, unrouted: Unrouted, tools: DiscardTools): Promise<void> {
  const { functions, emit, signal } = tools;
  const deadline = signal.aborted ? UNDO_MS.interrupted : UNDO_MS.otherwise;
  const name = unrouted.get(containerId) ?? containerId;
  try {
    await functions.remove(containerId, GRACE_MS, AbortSignal.timeout(deadline));
    unrouted.delete(containerId);
  } catch (error) {
    const why = isSmolfaasError(error) ? error.code : String(error);
    emit({ type: 'warning', notice: { code: 'container-not-removed', facts: { name, why } } });
  }
}

/** Removes all of them, or those that `condition` picks by their upstream. */
export async function discardAll(
  unrouted: Unrouted,
  tools: DiscardTools,
  condition: (upstream: string) => boolean = () => true,
): Promise<void> {
  const doomed = [...unrouted].filter(([, upstream]) => condition(upstream));
  await Promise.all(doomed.map(([id]) => discard(id, unrouted, tools)));
}
