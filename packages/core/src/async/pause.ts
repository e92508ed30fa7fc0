/**
 * Waiting a moment between two looks at something, in a way that an abort ends at once.
 *
 * For places where there is nothing to subscribe to: a container that is starting, an engine that is still removing, a lock that somebody
 * holds. Whoever loops around it owns the deadline.
 *
 * What surprises: Node's own timer rejects with an AbortError; callers want the reason that the signal carries.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms` milliseconds. @throws the signal's own reason when it aborts */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
