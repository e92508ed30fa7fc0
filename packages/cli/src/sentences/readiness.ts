/**
 * Sentences about functions that do not answer: what is wrong with how they listen, what a probe
 * found, and why `up` still waits.
 */
import type { ListenFacts, ListenFault, ProbeResult, SmolfaasEvent, Waiting } from '@smolfaas/core';

type Texts = { readonly [C in keyof ListenFacts]: (facts: ListenFacts[C]) => string };

const FAULTS: Texts = {
  'wrong-address': ({ address }) => `listens on ${address}, must be 0.0.0.0`,
  'wrong-ports': ({ ports, port: wanted = 8000 }) =>
    `listens on ${ports.map((port) => `:${port}`).join(', ')}, must be :${wanted}`,
  'http2-only': () => 'speaks HTTP/2 without TLS only, must speak HTTP/1.1',
};

/** Such as `listens on :3000, must be :8000`. */
export function listenFaultText(fault: ListenFault): string {
  return textOf(fault.code, fault.facts);
}

function textOf<C extends keyof ListenFacts>(code: C, facts: ListenFacts[C]): string {
  return FAULTS[code](facts);
}

/** Such as `refused: connection refused`. */
export function probeText(probe: ProbeResult): string {
  if (probe.kind === 'unhealthy') return `GET ${probe.path} has status ${probe.status}`;
  return probe.kind === 'answered' ? `answered with status ${probe.status}, once` : `${probe.kind}: ${probe.detail}`;
}

/** Such as `crashed 2 times so far, exit code 3`. */
function crashText({ times, exitCode }: NonNullable<Waiting['crashed']>): string {
  return `crashed ${times} time${times === 1 ? '' : 's'} so far${exitCode === undefined ? '' : `, exit code ${exitCode}`}`;
}

/** A fault that was just found, or the state of a long wait. */
function waitingText({ probe, fault, crashed, elapsed }: Waiting): string {
  const found = fault === undefined ? probeText(probe) : listenFaultText(fault);
  const why = crashed === undefined ? found : crashText(crashed);
  return elapsed === undefined ? why : `no answer after ${elapsed.seconds} s of ${elapsed.ofSeconds} s (${why})`;
}

/** What is shown in parentheses behind the phase of a function. */
export function phaseDetail({
  detail,
  waiting,
}: Pick<Extract<SmolfaasEvent, { type: 'function' }>, 'detail' | 'waiting'>): string | undefined {
  return waiting === undefined ? detail : waitingText(waiting);
}
