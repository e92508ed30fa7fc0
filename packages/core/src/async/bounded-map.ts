/**
 * A map over asynchronous work that runs at most N items at once.
 *
 * Builds and starts are heavy: a hundred functions must not mean a hundred compilers.
 *
 * Invariants:
 *  1. No item starts once the signal is aborted or an item has failed.
 *  2. The promise settles only after every started item has settled. No work continues in the
 *     background, so whatever the caller undoes afterwards stays undone.
 *  3. Results keep the order of the items, in whatever order these finish.
 */

/**
 * Runs `work` on every item, at most `limit` at a time.
 * @throws the reason of the signal if it was aborted, otherwise the first error of an item
 */
export async function boundedMap<T, R>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of queue) {
      if (failures.length > 0 || signal.aborted) return;
      try {
        results[at] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(limit, 1), items.length) }, worker));
  signal.throwIfAborted();
  if (failures.length > 0) throw failures[0];
  return results;
}
