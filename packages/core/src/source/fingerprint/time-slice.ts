/**
 * Time slices for long synchronous work.
 *
 * Node reads ten thousand small files about ten times faster with synchronous calls than with
 * asynchronous ones, because each asynchronous call crosses a thread pool. But synchronous calls
 * block everything else: signal handlers, and answers to the health checks of an open BuildKit
 * session. Long loops therefore `await` a slice regularly.
 */

/** Longest time that a loop may block the event loop, in milliseconds. */
const SLICE_MS = 25;

/**
 * Yields to the event loop when the time slice is used up, and stops the work if it has been
 * aborted.
 */
export interface TimeSlice {
  /** Continues at once while there is time left. @throws the signal's reason */
  breathe(): Promise<void> | undefined;
}

/** A new time slice for one piece of work. The measured time decides only when to pause. */
export function timeSlice(signal: AbortSignal): TimeSlice {
  let until = performance.now() + SLICE_MS;
  const pause = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    until = performance.now() + SLICE_MS;
  };
  return { breathe: () => (performance.now() < until ? undefined : pause()) };
}
