/**
 * A map over asynchronous work of which only so many pieces run at once.
 *
 * Builds and starts are heavy: a hundred functions must not mean a hundred compilers. What must stay true:
 *  1. Nothing new begins once the signal is aborted or a piece has failed.
 *  2. The promise settles only after every piece that began has settled: no work goes on behind the caller's back, so what the
 *     caller undoes afterwards stays undone.
 *  3. Results keep the order of the items, whatever order they finish in.
 */

/**
 * Runs `work` on every item, at most `limit` at a time.
 * @throws the reason of the signal when it was aborted, else the first error of a piece of work
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
