/**
 * Stage 9, start: wait until a function answers.
 *
 * It is probed the way it will be used: by the router, over the network. Any HTTP status counts, since a function need
 * not serve `/`; and one answer is not enough, because many a process answers once and dies. So:
 *
 *     probe -> no answer    wait (20 ms, growing to 250 ms) and probe again, until the deadline
 *           -> an answer    wait 200 ms; a second answer means ready, anything else starts over
 *
 * Once in a second the container itself is asked, so that one that exited is not waited for.
 * When it fails, the error carries what users need: state, exit code, listening sockets, last lines of output.
 */
import type { ProbeResult, RouterLink } from '../../contract/caddy-manager.js';
import { SmolfaasError } from '../../contract/errors.js';
import type { Diagnosis, FunctionManager } from '../../contract/function-manager.js';
import { pause } from '../pause.js';

const BACKOFF_MS = { first: 20, factor: 1.5, most: 250 } as const;
const BETWEEN_ANSWERS_MS = 200;
/** A single probe is given up after this long: a function may be slow, but a lost request must not use up the whole deadline. */
const PROBE_MS = 10_000;
const DIAGNOSE_EVERY_MS = 1_000;
const PROGRESS_EVERY_MS = 5_000;
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
  for (;;) {
    const left = Math.max(request.timeoutMs - elapsed(), 1);
    const probe = await tools.link.probe(request.upstream, Math.min(left, PROBE_MS), tools.signal);
    answers = probe.kind === 'answered' ? answers + 1 : 0;
    if (probe.kind === 'answered' && answers >= request.answers) return probe.status;
    if (elapsed() >= request.timeoutMs) throw await notReady(request, tools, probe);
    if (elapsed() >= nextDiagnosis) {
      nextDiagnosis = elapsed() + DIAGNOSE_EVERY_MS;
      await requireAlive(request, tools, probe);
    }
    if (elapsed() >= nextProgress) {
      nextProgress += PROGRESS_EVERY_MS;
      tools.onWait(progress(elapsed(), request.timeoutMs, probe));
    }
    await pause(answers > 0 ? BETWEEN_ANSWERS_MS : backoff, tools.signal);
    backoff = Math.min(backoff * BACKOFF_MS.factor, BACKOFF_MS.most);
  }
}

/** Throws when waiting any longer is in vain. */
async function requireAlive(request: ReadyRequest, tools: ReadyTools, probe: ProbeResult): Promise<void> {
  const diagnosis = await tools.functions.diagnose(request.containerId, tools.signal);
  const { state, restarts } = diagnosis;
  if (state === 'exited' || state === 'dead' || restarts >= CRASH_LOOP) throw failure(request, diagnosis, probe);
}

async function notReady(request: ReadyRequest, tools: ReadyTools, probe: ProbeResult): Promise<SmolfaasError> {
  return failure(request, await tools.functions.diagnose(request.containerId, tools.signal), probe);
}

function failure(request: ReadyRequest, diagnosis: Diagnosis, probe: ProbeResult): SmolfaasError {
  const { function: fn, timeoutMs } = request;
  return new SmolfaasError('not-ready', {
    function: fn,
    seconds: timeoutMs / 1000,
    diagnosis,
    lastProbe: describe(probe),
  });
}

function progress(elapsedMs: number, timeoutMs: number, probe: ProbeResult): string {
  return `no answer after ${Math.round(elapsedMs / 1000)} s of ${Math.round(timeoutMs / 1000)} s (${describe(probe)})`;
}

function describe(probe: ProbeResult): string {
  return probe.kind === 'answered' ? `answered with status ${probe.status}, once` : `${probe.kind}: ${probe.detail}`;
}
