/**
 * Waits for the engine to finish what it is still doing: a removal in progress, an endpoint not yet detached.
 *
 * The engine answers such calls with 409 or 403 for a moment, and there is nothing to subscribe to. So the call is repeated,
 * for at most ten seconds; then the last answer counts.
 */
import { pause } from '@smolfaas/core';

/** How long a state that should pass by itself may last, in milliseconds. */
export const SETTLE_MS = 10_000;

/**
 * Repeats `attempt` until it returns, `mayPass` denies its error, or the time is up; pauses grow from 50 to 800 ms.
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
