/**
 * Containers that this run started and that no route leads to yet. They must be removed if the run
 * ends before they are routed.
 *
 * A container is added as soon as it exists, and taken out as soon as it is routed or removed. If
 * the run ends in between, by an interrupt or because the router refuses, `discardAll` restores the
 * engine's state: the old versions serve, and nothing half-created is left. If even that fails, the
 * labels show the next run what the containers are.
 */
import { isSmolfaasError } from '../contract/errors.js';
import type { Emit } from '../contract/events.js';
import type { FunctionManager } from '../contract/function-manager.js';

/**
 * Undoing has its own deadline, because the run's signal may be the reason for it. A user who
 * interrupts waits at most 5 s.
 */
const UNDO_MS = { interrupted: 4_000, otherwise: 30_000 } as const;
/** It never served a request, so it gets little time to shut down. */
const GRACE_MS = 1_000;

/** Container ids, each with the upstream that would lead to it. */
export type Unrouted = Map<string, string>;

export interface DiscardTools {
  readonly functions: Pick<FunctionManager, 'remove'>;
  readonly emit: Emit;
  /** The run's signal; only checked, never passed on. */
  readonly signal: AbortSignal;
}

/**
 * Removes one container. A failure is reported, not thrown: it must not hide the reason for
 * undoing.
 */
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

/** Removes all containers, or those whose upstream meets `condition`. */
export async function discardAll(
  unrouted: Unrouted,
  tools: DiscardTools,
  condition: (upstream: string) => boolean = () => true,
): Promise<void> {
  const doomed = [...unrouted].filter(([, upstream]) => condition(upstream));
  await Promise.all(doomed.map(([id]) => discard(id, unrouted, tools)));
}
