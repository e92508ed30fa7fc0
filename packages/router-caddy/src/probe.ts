/**
 * Reads the response of the probe route (stage 10): did the function respond, and if not, why not?
 *
 * A function may return 502 itself, and Caddy returns 502 when it cannot reach the function. The
 * mark header distinguishes the two. Caddy sets it on both kinds of responses, so a function cannot
 * forge it.
 *
 * | Caddy says (Go's net package)        | kind       | meaning                                |
 * |--------------------------------------|------------|----------------------------------------|
 * | dial tcp: lookup x on 127.0.0.11:53: | unresolved | no container has this alias (any more) |
 * | no such host                         |            |                                        |
 * | dial tcp 172.18.0.3:8000: connect:   | refused    | up, but nothing listens there          |
 * | connection refused, no route to host |            |                                        |
 * | i/o timeout, deadline exceeded       | timeout    | nothing came back                      |
 * | EOF, connection reset,               | closed     | accepted, but it does not speak HTTP   |
 * | malformed HTTP response              |            |                                        |
 */
import type { ProbeResult } from '@smolfaas/core';
import type { ControlAnswer } from './control-client.js';
import { PROBE_ANSWERED, PROBE_FAILED, PROBE_MARK_HEADER } from './control-server.js';

/**
 * Interprets the response to `GET /probe`; undefined when it does not come from the probe route at
 * all.
 */
export function readProbe(answer: ControlAnswer): ProbeResult | undefined {
  const mark = answer.headers[PROBE_MARK_HEADER.toLowerCase()];
  if (mark === PROBE_ANSWERED) return { kind: 'answered', status: answer.status };
  if (mark !== PROBE_FAILED) return undefined;
  return { kind: failureKind(answer.body), detail: answer.body };
}

/**
 * Whether the result of a probe over HTTP/2 shows a server that speaks it: it answered, or it
 * refused this one request with a frame of HTTP/2, as gRPC servers may.
 */
export function isFromHttp2(probe: ProbeResult): boolean {
  return (
    probe.kind === 'answered' ||
    probe.kind === 'unhealthy' ||
    /stream error: stream ID|server sent GOAWAY/.test(probe.detail)
  );
}

function failureKind(message: string): 'refused' | 'unresolved' | 'timeout' | 'closed' {
  if (/\blookup\b|no such host/.test(message)) return 'unresolved';
  if (/i\/o timeout|deadline exceeded|timed out/.test(message)) return 'timeout';
  if (/connection refused|no route to host|host is unreachable/.test(message)) return 'refused';
  return 'closed';
}
