/**
 * Funnel: many producers, one reader. At most `limit` items wait; then producers wait, too.
 *
 * So a slow reader slows down every source, and memory stays flat however much they have. The reader
 * takes everything that waits at once, so each item costs no promise.
 */
export class Funnel<T> {
  private items: T[] = [];
  private writers: (() => void)[] = [];
  private reader: (() => void) | undefined;
  private failure: { readonly error: unknown } | undefined;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Adds an item. Wait for the promise, if there is one, before adding the next. */
  put(item: T): Promise<void> | undefined {
    this.items.push(item);
    this.wakeReader();
    return this.items.length < this.limit ? undefined : new Promise((resolve) => this.writers.push(resolve));
  }

  /** Adds all items of a source, in their order. */
  async putAll(items: AsyncIterable<T>): Promise<void> {
    for await (const item of items) {
      const full = this.put(item);
      if (full !== undefined) await full;
    }
  }

  /** Makes `take` throw once the items that wait have been taken. */
  fail(error: unknown): void {
    this.failure ??= { error };
    this.wakeReader();
  }

  /** All waiting items, at least one. @throws the error of `fail` */
  async take(): Promise<readonly T[]> {
    while (this.items.length === 0) {
      if (this.failure !== undefined) throw this.failure.error;
      await new Promise<void>((resolve) => (this.reader = resolve));
    }
    const taken = this.items;
    this.items = [];
    for (const proceed of this.writers.splice(0)) proceed();
    return taken;
  }

  private wakeReader(): void {
    this.reader?.();
    this.reader = undefined;
  }
}
