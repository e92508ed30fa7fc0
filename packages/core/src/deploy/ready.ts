/**
 * Stage 10, deploy: wait until a function answers.
 *
 * It is probed the way it will be used: by the router, over the network. Any HTTP status counts, since a function need
 * not serve `/`; and one answer is not enough, because many a process answers once and dies. So:
 *
 *     probe -> no answer    wait (20 ms, growing to 250 ms) and probe again, until the deadline
 *           -> an answer    wait 200 ms; a second answer means ready, anything else starts over
 *
 * Once in a second the container itself is asked, and waiting ends early when it is in vain:
 *
 *     it exited, or was started again three times                            at once
 *     it listens elsewhere, or speaks HTTP/2 only, and that has not changed   after 10 s
 *
 * When it fails, the error carries what users need: state, exit code, listening sockets, last lines of output.
 */
import type { ProbeResult, RouterLink } from '../contract/caddy-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import type { Diagnosis, FunctionManager } from '../contract/function-manager.js';
import { pause } from '../async/pause.js';
import { speaksOnlyHttp2, wrongListener } from './listeners.js';

const BACKOFF_MS = { first: 20, factor: 1.5, most: 250 } as const;
const BETWEEN_ANSWERS_MS = 200;
/** A single probe is given up after this long: a function may be slow, but a lost request must not use up the whole deadline. */
const PROBE_MS = 10_000;
/** With less time than this a probe only says that there was no time; the one before it says more. */
const SHORTEST_PROBE_MS = 100;
const DIAGNOSE_EVERY_MS = 1_000;
const PROGRESS_EVERY_MS = 5_000;
/** A wrong port or address is told after this long, and ends the wait when nothing else has appeared by then. */
const WRONG_TOLD_MS = 2_000;
const WRONG_ENDS_MS = 10_000;
/** So many restarts during one wait are a crash loop. */
const CRASH_LOOP = 3;

export interface ReadyRequest {
  readonly function: string;
  readonly containerId: string;
  readonly upstream: string;
  readonly timeoutMs: number;
  /** Two for a container that was just started; one for a container that serves already. */
  readonly answers: 1 | 2;
}

export interface ReadyTools {
  readonly link: Pick<RouterLink, 'probe'>;
  readonly functions: Pick<FunctionManager, 'diagnose'>;
  readonly now: () => number;
  /** Told from time to time that the wait goes on, and why. */
  readonly onWait: (detail: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Waits until the function answers; gives the HTTP status of its last answer.
 * @throws not-ready at the deadline, or as soon as the container has exited; router-unreachable; the signal's reason
 */
export async function waitUntilReady(request: ReadyRequest, tools: ReadyTools): Promise<number> {
  const begin = tools.now();
  const elapsed = (): number => tools.now() - begin;
  let answers = 0;
  let backoff: number = BACKOFF_MS.first;
  let nextDiagnosis = DIAGNOSE_EVERY_MS;
  let nextProgress = PROGRESS_EVERY_MS;
  let wrong: Wrong | undefined;
  let probe: ProbeResult | undefined;
  for (;;) {
    const left = request.timeoutMs - elapsed();
    if (left >= SHORTEST_PROBE_MS || probe === undefined || probe.kind === 'answered')
      probe = await tools.link.probe(request.upstream, Math.min(Math.max(left, 1), PROBE_MS), tools.signal);
    answers = probe.kind === 'answered' ? answers + 1 : 0;
    if (probe.kind === 'answered' && answers >= request.answers) return probe.status;
    const isOver = elapsed() >= request.timeoutMs;
    if (isOver || elapsed() >= nextDiagnosis) {
      nextDiagnosis = elapsed() + DIAGNOSE_EVERY_MS;
      const diagnosis = await tools.functions.diagnose(request.containerId, tools.signal);
      wrong = stillWrong(wrong, diagnosis, probe, elapsed());
      const inVain = isDead(diagnosis) || (wrong !== undefined && elapsed() - wrong.sinceMs >= WRONG_ENDS_MS);
      if (isOver || inVain) throw failure(request, diagnosis, probe, elapsed());
      if (wrong !== undefined && !wrong.isTold && elapsed() >= WRONG_TOLD_MS) {
        tools.onWait(wrong.words);
        wrong = { ...wrong, isTold: true };
        nextProgress = elapsed() + PROGRESS_EVERY_MS;
      }
    }
    if (elapsed() >= nextProgress) {
      nextProgress += PROGRESS_EVERY_MS;
      tools.onWait(progress(elapsed(), request.timeoutMs, wrong?.words ?? describe(probe)));
    }
    await pause(answers > 0 ? BETWEEN_ANSWERS_MS : backoff, tools.signal);
    backoff = Math.min(backoff * BACKOFF_MS.factor, BACKOFF_MS.most);
  }
}

/** A fault that waiting does not mend, and since when it is the same one. */
interface Wrong {
  readonly key: string;
  readonly words: string;
  readonly sinceMs: number;
  readonly isTold: boolean;
}

/** The fault that there is now; one that was there before keeps its time. Pure. */
function stillWrong(
  before: Wrong | undefined,
  { listening }: Diagnosis,
  probe: ProbeResult,
  now: number,
): Wrong | undefined {
  const found = speaksOnlyHttp2(describe(probe)) ? HTTP2 : wrongListener(listening);
  if (found === undefined || found.key === before?.key) return found && before;
  return { ...found, sinceMs: now, isTold: false };
}

const HTTP2 = { key: 'h2c', words: 'speaks HTTP/2 without TLS only, must speak HTTP/1.1' };

function isDead({ state, restarts }: Diagnosis): boolean {
  return state === 'exited' || state === 'dead' || restarts >= CRASH_LOOP;
}

function failure(
  { function: fn }: ReadyRequest,
  diagnosis: Diagnosis,
  probe: ProbeResult,
  elapsedMs: number,
): SmolfaasError {
  const seconds = Math.max(1, Math.round(elapsedMs / 1000));
  return new SmolfaasError('not-ready', { function: fn, seconds, diagnosis, lastProbe: describe(probe) });
}

function progress(elapsedMs: number, timeoutMs: number, why: string): string {
  return `no answer after ${Math.round(elapsedMs / 1000)} s of ${Math.round(timeoutMs / 1000)} s (${why})`;
}

function describe(probe: ProbeResult): string {
  return probe.kind === 'answered' ? `answered with status ${probe.status}, once` : `${probe.kind}: ${probe.detail}`;
}
