/**
 * What `wrk --latency` prints, as numbers. Pure.
 *
 *       99%   12.34ms                       (or us, s, m)
 *     123456 requests in 4.00s, 15.3MB read
 *     Socket errors: connect 0, read 0, …   (only when there were some)
 *     Non-2xx or 3xx responses: 12          (only when there were some)
 *   Requests/sec:  30864.11
 */
const IN_MS = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** `{ requests, perSecond, p99 }` (milliseconds). @throws when requests failed: the speed of failures is no figure */
export function readWrk(text) {
  const failures = /(Socket errors: .*|Non-2xx or 3xx responses: .*)/.exec(text);
  if (failures !== null) throw new Error(`requests failed under load: ${failures[1]}`);
  const [, p99, unit] = /^\s*99%\s+([\d.]+)(us|ms|s|m)$/m.exec(text) ?? [];
  const [, perSecond] = /^Requests\/sec:\s+([\d.]+)$/m.exec(text) ?? [];
  const [, requests] = /^\s*(\d+) requests in /m.exec(text) ?? [];
  if (p99 === undefined || perSecond === undefined || requests === undefined)
    throw new Error(`wrk said something unknown:\n${text}`);
  return { requests: Number(requests), perSecond: Number(perSecond), p99: Number(p99) * IN_MS[unit] };
}
