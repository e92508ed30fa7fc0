/**
 * Waits for the engine to finish pending work: a removal in progress, an endpoint not yet detached.
 *
 * For a moment the engine returns 409 or 403 to such calls, and it offers no event to subscribe to.
 * So the call is repeated for at most ten seconds; then the last response counts.
 */
import { pause } from '@smolfaas/core';

/** How long a transient state may last, in milliseconds. */
export const SETTLE_MS = 10_000;

/**
 * Repeats `attempt` until it succeeds, `mayPass` rejects its error, or the time is up. Pauses grow
 * from 50 to 800 ms.
 * @throws the error of the last attempt; the signal's reason when it is aborted
 */
export async function retryWhile<T>(
  mayPass: (error: unknown) => boolean | Promise<boolean>,
  signal: AbortSignal,
  attempt: () => Promise<T>,
  limitMs: number = SETTLE_MS,
): Promise<T> {
  const giveUpAt = performance.now() + limitMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 800)) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() + pauseMs > giveUpAt || !(await mayPass(error))) throw error;
      await pause(pauseMs, signal);
    }
  }
}
