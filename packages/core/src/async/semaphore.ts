/**
 * A bound on the heavy part of work whose other part is waiting: only so many of those parts go on at once, first come, first served.
 *
 * Its companion is bounded-map, which bounds whole pieces of work. What must stay true: nobody waits for a place while holding one, or both
 * would wait for ever.
 */

/** Runs `work` as soon as there is a place. @throws what `work` throws; the signal's reason, when it was aborted before the turn came */
export type Semaphore = <T>(work: () => Promise<T>) => Promise<T>;

/** @param count how many at once, at least one */
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
