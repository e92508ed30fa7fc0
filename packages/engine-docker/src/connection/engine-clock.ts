/**
 * The clock of an engine, which may be another machine's: what happened there is asked for by that clock.
 * The `Date` of its answers shows it (RFC 9110, section 6.6.1), in whole seconds.
 */

/** Clocks that are less apart count as one: the header cannot tell, and an answer takes time. */
const SAME_MS = 2_000;

/** One engine's clock. */
export interface EngineClock {
  /** Takes note of the `Date` of an answer that has just arrived. */
  heard(date: string | undefined): void;
  /** Milliseconds since 1970; to the second where the engine's clock is not that of this machine. */
  now(): number;
}

/** A clock that goes by this machine's until it has heard another. */
export function engineClock(): EngineClock {
  let aheadMs: number | undefined;
  return {
    heard: (date) => {
      // An answer that was late seems to come from a clock that is behind: the nearest one is right.
      const ahead = msAhead(date, Date.now());
      if (aheadMs === undefined || Math.abs(ahead) < Math.abs(aheadMs)) aheadMs = ahead;
    },
    now: () => Date.now() + (aheadMs ?? 0),
  };
}

/** How far a `Date` is ahead of `nowMs`; 0 for the same clock, and for what is no date. Pure. */
export function msAhead(date: string | undefined, nowMs: number): number {
  const apart = Date.parse(date ?? '') - nowMs;
  return Math.abs(apart) > SAME_MS ? apart : 0;
}
