/**
 * A signal that fires some time after another one, with the same reason.
 *
 * For steps that must not stop halfway: an interrupted create request may still create the object,
 * and then its id is unknown. Such a step may finish (it takes milliseconds) and is then undone.
 * But a hanging engine must not delay the end of the run.
 */

/** How long a step may continue after an abort, in milliseconds. */
const OUTLAST_MS = 3_000;

/** Runs `step` with a signal that fires `ms` after `signal`. */
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
