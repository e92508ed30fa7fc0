/**
 * Merges sorted sources into one sorted sequence. It reads one item ahead of each source, so memory
 * does not depend on their length.
 *
 * Invariant: equal items keep the order of their sources. A source that is not sorted is not sorted
 * here: its items keep their order.
 */

/** @param comesBefore whether the first item belongs before the second */
export async function* mergeSorted<T>(
  sources: readonly AsyncIterable<T>[],
  comesBefore: (one: T, other: T) => boolean,
): AsyncGenerator<T, void, undefined> {
  const readers = sources.map((source) => source[Symbol.asyncIterator]());
  const close = () => Promise.all(readers.map(async (reader) => await reader.return?.()));
  try {
    const heads = await Promise.all(readers.map((reader) => reader.next()));
    for (;;) {
      let first = -1;
      let least: T | undefined;
      for (const [index, head] of heads.entries()) {
        if (head.done === true || (least !== undefined && !comesBefore(head.value, least))) continue;
        first = index;
        least = head.value;
      }
      if (least === undefined) return;
      yield least;
      const next = await readers[first]?.next();
      if (next !== undefined) heads[first] = next;
    }
  } finally {
    await close();
  }
}
