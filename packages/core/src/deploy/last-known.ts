/**
 * Stage 10, deploy: what a wait remembers, so that its last look does not hide what an earlier one
 * has shown. Pure.
 *
 * A deadline cuts the last probe short, and its timeout says nothing about the function. A container
 * that the engine has just started again has no exit code, although the process before had one.
 */
import type { ProbeResult } from '../contract/caddy-manager.js';
import type { Diagnosis } from '../contract/function-manager.js';

/**
 * The timeout of one probe. A function may be slow, but a lost request must not use up the whole
 * deadline.
 */
const PROBE_MS = 10_000;

/**
 * The least time of the first probe, and of the second after an answer. They get it even beyond the
 * deadline.
 */
const LEAST_PROBE_MS = 1_000;

/** Any other probe with less time than this would only time out. */
const SHORTEST_PROBE_MS = 100;

/**
 * How long the next probe may take, in milliseconds; 0 when there is no time for one.
 * @param leftMs until the deadline; may be negative
 */
export function probeTime(last: ProbeResult | undefined, leftMs: number): number {
  const isNeeded = last === undefined || last.kind === 'answered';
  if (isNeeded) return Math.min(Math.max(leftMs, LEAST_PROBE_MS), PROBE_MS);
  return leftMs < SHORTEST_PROBE_MS ? 0 : Math.min(leftMs, PROBE_MS);
}

/** The result that says more about the function. A timeout before PROBE_MS may say nothing. */
export function fullerProbe(before: ProbeResult | undefined, now: ProbeResult, timeoutMs: number): ProbeResult {
  if (before === undefined || now.kind !== 'timeout' || timeoutMs >= PROBE_MS) return now;
  const listensNow = before.kind === 'refused' || before.kind === 'unresolved';
  return listensNow && timeoutMs >= LEAST_PROBE_MS ? now : before;
}

/** How a process ended, as far as it is known. */
export type Ending = Pick<Diagnosis, 'exitCode' | 'oomKilled'>;

/** The diagnosis; if it does not know how the last process ended, with the end of the one before. */
export function withEnding(diagnosis: Diagnosis, before: Ending | undefined): Diagnosis {
  if (diagnosis.exitCode !== undefined || diagnosis.restarts === 0 || before?.exitCode === undefined) return diagnosis;
  return { ...diagnosis, exitCode: before.exitCode, oomKilled: before.oomKilled };
}
