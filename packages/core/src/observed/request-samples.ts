/**
 * Stage 5, observe, for `ps --watch`: requests per function, counted from the router's access
 * entries. Caddy's metrics cannot tell functions apart, because one route serves all of them.
 *
 * Invariant: memory is bounded, whatever the load. Beyond MOST requests of a function between two
 * samples, only their number is kept.
 */
import type { AccessEntry } from '../contract/logs.js';

/** Durations kept per function between two samples. */
const MOST = 10_000;

/** Requests of one function since the sample before. */
export interface RequestSample {
  readonly count: number;
  /** Milliseconds: 95 % of them took at most this long. */
  readonly p95Ms: number;
}

export interface RequestSamples {
  add(entry: Pick<AccessEntry, 'function' | 'ms'>): void;
  /** What was counted since the last call. */
  take(): ReadonlyMap<string, RequestSample>;
}

export function requestSamples(): RequestSamples {
  let counted = new Map<string, { count: number; readonly ms: number[] }>();
  return {
    add({ function: fn, ms }) {
      const entry = counted.get(fn) ?? { count: 0, ms: [] };
      entry.count += 1;
      if (entry.ms.length < MOST) entry.ms.push(ms);
      counted.set(fn, entry);
    },
    take() {
      const taken = counted;
      counted = new Map();
      return new Map([...taken].map(([fn, { count, ms }]) => [fn, { count, p95Ms: percentile(ms, 0.95) }]));
    },
  };
}

/** Nearest rank. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
