/**
 * Chooses and groups entries of a log: the last ones of each function, in batches. Pure, but for
 * what it keeps.
 */
import type { LogEntry } from '../../contract/logs.js';

/** How many entries a batch has at most. */
const BATCH = 256;

/**
 * Of each function the last `count` entries, in their order. Keeps only those, however many there
 * are.
 */
export async function* lastOfEach(
  entries: AsyncIterable<LogEntry>,
  count: number,
): AsyncGenerator<LogEntry, void, undefined> {
  const kept = new Map<string, Last>();
  let position = 0;
  for await (const entry of entries) {
    const last = kept.get(entry.function) ?? new Last(count);
    kept.set(entry.function, last);
    last.add({ entry, position: (position += 1) });
  }
  const all = [...kept.values()].flatMap((last) => last.items());
  for (const { entry } of all.toSorted((a, b) => a.position - b.position)) yield entry;
}

interface Placed {
  readonly entry: LogEntry;
  readonly position: number;
}

/** The last items, in a ring. */
class Last {
  private readonly ring: Placed[] = [];
  private next = 0;
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  add(item: Placed): void {
    if (this.count === 0) return;
    this.ring[this.next] = item;
    this.next = (this.next + 1) % this.count;
  }

  items(): readonly Placed[] {
    return this.ring;
  }
}

/** The same entries in batches, so that a writer need not wait for each. */
export async function* batches(entries: AsyncIterable<LogEntry>): AsyncGenerator<readonly LogEntry[], void, undefined> {
  let batch: LogEntry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
