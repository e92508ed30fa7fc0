/**
 * Breathing space for long synchronous work.
 *
 * Reading ten thousand small files is some ten times quicker with the synchronous calls of Node than with the asynchronous
 * ones, since each of those crosses a thread pool. But while they run nothing else does: no signal handler, no answer to
 * the health checks of an open BuildKit session. So long loops `await` a slice now and then.
 */

/** How long the event loop may be held, in milliseconds. */
const SLICE_MS = 25;

/** Gives way when the time of a slice is used up, and stops the work when it was aborted meanwhile. */
export interface TimeSlice {
  /** Resolves at once as long as there is time left. @throws the signal's reason */
  breathe(): Promise<void> | undefined;
}

/** A new clock for one piece of work. The time measured decides nothing but when to pause. */
export function timeSlice(signal: AbortSignal): TimeSlice {
  let until = performance.now() + SLICE_MS;
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    until = performance.now() + SLICE_MS;
  };
  return { breathe: () => (performance.now() < until ? undefined : pause()) };
}
