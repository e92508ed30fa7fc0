/**
 * The clock of an engine, which may run on another machine: engine times must be queried by that
 * clock. The `Date` of its responses shows it (RFC 9110, section 6.6.1), in whole seconds.
 */

/**
 * Clocks closer than this count as equal: the header is no more precise, and a response takes time.
 */
const SAME_MS = 2_000;

/** One engine's clock. */
export interface EngineClock {
  /** Records the `Date` of a response that has just arrived. */
  heard(date: string | undefined): void;
  /**
   * Milliseconds since 1970; to the second where the engine's clock differs from this machine's.
   */
  now(): number;
}

/** A clock that follows this machine's until it receives a `Date`. */
export function engineClock(): EngineClock {
  let aheadMs: number | undefined;
  return {
    heard: (date) => {
      // A late response makes the engine's clock seem to be behind. So the smallest difference is
      // the right one.
      const ahead = msAhead(date, Date.now());
      if (aheadMs === undefined || Math.abs(ahead) < Math.abs(aheadMs)) aheadMs = ahead;
    },
    now: () => Date.now() + (aheadMs ?? 0),
  };
}

/** How far a `Date` is ahead of `nowMs`; 0 for the same clock and for an invalid date. Pure. */
export function msAhead(date: string | undefined, nowMs: number): number {
  const apart = Date.parse(date ?? '') - nowMs;
  return Math.abs(apart) > SAME_MS ? apart : 0;
}
