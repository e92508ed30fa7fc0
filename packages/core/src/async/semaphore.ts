/**
 * Semaphore: at most N run at once; the rest queue, first come, first served. It bounds only the
 * heavy part of work that otherwise waits. `bounded-map.ts` bounds whole items of work.
 *
 * Invariant: work that runs under the semaphore never waits for it again. That would deadlock.
 */

/**
 * Runs `work` as soon as fewer than `count` run.
 * @throws what `work` throws; the signal's reason, if it was aborted before the turn came
 */
export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/** @param count how many run at once, at least one */
export function semaphore(count: number, signal: AbortSignal): Semaphore {
  let free = Math.max(count, 1);
  const queue: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
