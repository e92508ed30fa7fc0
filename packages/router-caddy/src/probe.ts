/**
 * Reading the answer of the probe route (stage 10): did the function answer, and if not, why not?
 *
 * A function may answer 502 itself, and so does Caddy when it cannot reach it; the mark header tells them apart. Caddy sets it
 * on both kinds of answers, so a function cannot forge it.
 *
 * | Caddy says (Go's net package)                      | kind       | meaning                                  |
 * |----------------------------------------------------|------------|------------------------------------------|
 * | dial tcp: lookup x on 127.0.0.11:53: no such host  | unresolved | no container has this alias (any more)   |
 * | dial tcp 172.18.0.3:8000: connect: connection refused, no route to host | refused | up, but nothing listens there |
 * | i/o timeout, deadline exceeded                     | timeout    | nothing came back                        |
 * | EOF, connection reset, malformed HTTP response     | closed     | accepted, but it does not speak HTTP     |
 */
import type { ProbeResult } from '@smolfaas/core';
import type { ControlAnswer } from './control-client.js';
import { PROBE_ANSWERED, PROBE_FAILED, PROBE_MARK_HEADER } from './control-server.js';

/** What the answer of `GET /probe` says; undefined when it does not come from the probe route at all. */
export function readProbe(answer: ControlAnswer): ProbeResult | undefined {
  const mark = answer.headers[PROBE_MARK_HEADER.toLowerCase()];
  if (mark === PROBE_ANSWERED) return { kind: 'answered', status: answer.status };
  if (mark !== PROBE_FAILED) return undefined;
  return { kind: failureKind(answer.body), detail: answer.body };
}

function failureKind(message: string): 'refused' | 'unresolved' | 'timeout' | 'closed' {
  if (/\blookup\b|no such host/.test(message)) return 'unresolved';
  if (/i\/o timeout|deadline exceeded|timed out/.test(message)) return 'timeout';
  if (/connection refused|no route to host|host is unreachable/.test(message)) return 'refused';
  return 'closed';
}
