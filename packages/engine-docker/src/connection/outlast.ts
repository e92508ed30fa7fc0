/**
 * A signal that fires some time after another one, with the same reason.
 *
 * For steps that must not be left half-way: an interrupted request to create something may still create it, and then nobody
 * knows its id. Such a step is let finish (it takes milliseconds) and undone, but an engine that hangs may not hold up the end.
 */

/** How long a step may outlast the wish to stop, in milliseconds. */
const OUTLAST_MS = 3_000;

/** Runs `step` with a signal that is `ms` behind `signal`. */
export async function outlast<T>(
  signal: AbortSignal,
  step: (late: AbortSignal) => Promise<T>,
  ms: number = OUTLAST_MS,
): Promise<T> {
  signal.throwIfAborted();
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(signal.reason), ms);
  };
  signal.addEventListener('abort', begin, { once: true });
  try {
    return await step(late.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', begin);
  }
}
