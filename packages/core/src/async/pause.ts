/**
 * Waits between two polls; an abort ends the wait at once.
 *
 * It is for states without notifications: a container that is starting, an engine that is still
 * removing, a lock that another process holds. The caller that loops over it sets the deadline.
 *
 * Gotcha: Node's own timer rejects with an AbortError; callers need the reason that the signal
 * carries.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits `ms` milliseconds. @throws the signal's own reason when it aborts */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
}
