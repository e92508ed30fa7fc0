/**
 * Containers that this run has started and no route leads to yet: what must go when the run ends before they are routed.
 *
 * A container is added the moment it exists and taken out the moment it is routed or removed. Whatever ends the run in between, an interrupt or
 * a router that refuses, `discardAll` then leaves the engine as it was: the old versions serve, nothing half-made stays. If even that
 * fails, the labels tell the next run what it is.
 */
import { isSmolfaasError } from '../../contract/errors.js';
import type { Emit } from '../../contract/events.js';
import type { FunctionManager } from '../../contract/function-manager.js';

/** Undoing has a deadline of its own: the run's signal may be the very reason for it. */
const UNDO_MS = 4_000;
/** Nobody was ever served by it, so it gets little time to say good-bye. */
const GRACE_MS = 1_000;

/** Container ids with the upstream that would lead to each. */
export type Unrouted = Map<string, string>;

/** Removes one of them. A failure is told, not thrown: it must not hide the reason for undoing. */
export async function discard(
  containerId: string,
  unrouted: Unrouted,
  { functions, emit }: { readonly functions: Pick<FunctionManager, 'remove'>; readonly emit: Emit },
): Promise<void> {
  const name = unrouted.get(containerId) ?? containerId;
  try {
    await functions.remove(containerId, GRACE_MS, AbortSignal.timeout(UNDO_MS));
    unrouted.delete(containerId);
  } catch (error) {
    const why = isSmolfaasError(error) ? error.code : String(error);
    emit({ type: 'warning', message: `container ${name} could not be removed (${why}); the next run removes it` });
  }
}

/** Removes all of them, or those that `condition` picks by their upstream. */
export async function discardAll(
  unrouted: Unrouted,
  tools: { readonly functions: Pick<FunctionManager, 'remove'>; readonly emit: Emit },
  condition: (upstream: string) => boolean = () => true,
): Promise<void> {
  const doomed = [...unrouted].filter(([, upstream]) => condition(upstream));
  await Promise.all(doomed.map(([id]) => discard(id, unrouted, tools)));
}
