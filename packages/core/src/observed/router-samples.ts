/**
 * Stage 5, observe, for `ps --watch`: requests per function, from the access lines in the router's
 * log. Caddy counts requests per server only, and one route serves every function, so its metrics
 * cannot tell functions apart.
 *
 *   {"logger":"http.log.access","request":{"host":"fn.localhost","uri":"/invoke/a/x"},
 *    "status":200,"duration":0.0012}          duration in seconds
 *
 * A line belongs to the function in its path, `/invoke/<fn>`, or in its host, `<fn>.<addr>`.
 *
 * Invariant: memory is bounded, whatever the load. Beyond MOST requests of a function between two
 * samples, only their number is kept.
 */
import type { LogLine } from '../contract/function-manager.js';

/** Durations kept per function between two samples. */
const MOST = 10_000;

/** Requests of one function since the sample before. */
export interface RequestSample {
  readonly count: number;
  /** Milliseconds: 95 % of them took at most this long. */
  readonly p95Ms: number;
}

export interface RouterSamples {
  /** Counts a line if it is an access line. */
  add(line: Pick<LogLine, 'text'>): void;
  /**
   * What was counted since the last call. Undefined until the first access line: an idle router
   * and one that logs no access look the same.
   */
  take(): ReadonlyMap<string, RequestSample> | undefined;
}

/** @param addr host name of the router */
export function routerSamples(addr: string): RouterSamples {
  let isLogging = false;
  let counted = new Map<string, { count: number; readonly ms: number[] }>();
  return {
    add({ text }) {
      const access = accessOf(text, addr);
      if (access === undefined) return;
      isLogging = true;
      const { fn, ms } = access;
      if (fn === undefined) return;
      const entry = counted.get(fn) ?? { count: 0, ms: [] };
      entry.count += 1;
      if (entry.ms.length < MOST) entry.ms.push(ms);
      counted.set(fn, entry);
    },
    take() {
      if (!isLogging) return undefined;
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

/** The request of an access line; `fn` is undefined when it was for no function. Pure. */
export function accessOf(
  line: string,
  addr: string,
): { readonly fn: string | undefined; readonly ms: number } | undefined {
  if (!line.startsWith('{') || !line.includes('"http.log.access')) return undefined;
  const { request, duration } = parsed(line);
  if (typeof duration !== 'number') return undefined;
  const { host = '', uri = '' } = request ?? {};
  return { fn: functionIn(host, uri, addr), ms: duration * 1000 };
}

interface AccessLine {
  readonly request?: { readonly host?: string; readonly uri?: string };
  readonly duration?: unknown;
}

function parsed(line: string): AccessLine {
  try {
    const value: AccessLine | null = JSON.parse(line);
    return value ?? {};
  } catch {
    return {}; // cut off, or of another program
  }
}

function functionIn(host: string, uri: string, addr: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const suffix = `.${addr.toLowerCase()}`;
  if (name.endsWith(suffix)) return name.slice(0, -suffix.length);
  return /^\/invoke\/([a-z0-9-]+)(?:[/?]|$)/.exec(uri)?.[1];
}
