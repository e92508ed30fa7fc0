/**
 * Stage 10, deploy: wait until a function answers.
 *
 * SmolFaaS probes it the way clients will use it: through the router, over the network. Any HTTP
 * status counts, since a function need not serve `/`; on a health path, only one below 400 does.
 * One answer is not enough, because many processes answer once and exit. So:
 *
 *     probe -> no answer    wait (20 ms, growing to 250 ms) and probe again, until the deadline
 *           -> an answer    wait 200 ms; a second answer means ready, anything else starts over
 *
 * Once per second SmolFaaS also diagnoses the container itself, and ends the wait early if it is
 * futile:
 *
 *     it exited, or was restarted three times                                at once
 *     it listens elsewhere, or speaks only HTTP/2, and that has not changed  after 10 s
 *
 * On failure, the error contains what users need: state, exit code, listening sockets, last lines
 * of output.
 */
import type { ProbeResult, RouterLink } from '../contract/caddy-manager.js';
import { SmolfaasError } from '../contract/errors.js';
import type { Diagnosis, FunctionManager } from '../contract/function-manager.js';
import type { ListenFault, Waiting } from '../contract/readiness.js';
import { pause } from '../async/pause.js';
import { canonicalJson } from '../desired/canonical-hash.js';
import { probeHealth } from '../observed/probe-health.js';
import { fullerProbe, probeTime, withEnding } from './last-known.js';
import { speaksOnlyHttp2, wrongListener } from './listeners.js';

const BACKOFF_MS = { first: 20, factor: 1.5, most: 250 } as const;
const BETWEEN_ANSWERS_MS = 200;
const DIAGNOSE_EVERY_MS = 1_000;
const PROGRESS_EVERY_MS = 5_000;
/**
 * A wrong port or address is reported after the first of these times. It ends the wait after the
 * second, if nothing else appears.
 */
const WRONG_TOLD_MS = 2_000;
const WRONG_ENDS_MS = 10_000;
/** This many restarts during one wait are a crash loop. */
const CRASH_LOOP = 3;

export interface ReadyRequest {
  readonly function: string;
  readonly containerId: string;
  readonly upstream: string;
  readonly timeoutMs: number;
  /** Two for a container that was just started; one for a container that already serves. */
  readonly answers: 1 | 2;
  /** The port that it should listen on; default 8000. */
  readonly port?: number;
  /** The health path; without one, any response to `GET /` is an answer. */
  readonly path?: string | undefined;
  /** Between two probes, in milliseconds; without one, a pause that grows to 250 ms. */
  readonly intervalMs?: number | undefined;
}

export interface ReadyTools {
  readonly link: Pick<RouterLink, 'probe'>;
  readonly functions: Pick<FunctionManager, 'diagnose'>;
  readonly now: () => number;
  /** Called from time to time while the wait continues. */
  readonly onWait: (waiting: Waiting) => void;
  readonly signal: AbortSignal;
}

/**
 * Waits until the function answers, and returns the HTTP status of its last answer.
 * @throws not-ready at the deadline, or as soon as the container has exited; router-unreachable;
 * the signal's reason
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
  let diagnosis: Diagnosis | undefined;
  for (;;) {
    const timeoutMs = probeTime(probe, request.timeoutMs - elapsed());
    const result = probe && timeoutMs === 0 ? probe : await ask(request, timeoutMs, tools);
    answers = result.kind === 'answered' ? answers + 1 : 0;
    if (result.kind === 'answered' && answers >= request.answers) return result.status;
    probe = fullerProbe(probe, result, timeoutMs);
    const isOver = elapsed() >= request.timeoutMs;
    if (isOver || elapsed() >= nextDiagnosis) {
      nextDiagnosis = elapsed() + DIAGNOSE_EVERY_MS;
      diagnosis = withEnding(await tools.functions.diagnose(request.containerId, tools.signal), diagnosis);
      wrong = stillWrong(wrong, request, { diagnosis, probe, now: elapsed() });
      const inVain = isDead(diagnosis) || (wrong !== undefined && elapsed() - wrong.sinceMs >= WRONG_ENDS_MS);
      if (isOver || inVain) throw failure(request, diagnosis, probe, elapsed());
      if (wrong !== undefined && !wrong.isTold && elapsed() >= WRONG_TOLD_MS) {
        tools.onWait({ probe, fault: wrong.fault });
        wrong = { ...wrong, isTold: true };
        nextProgress = elapsed() + PROGRESS_EVERY_MS;
      }
    }
    if (elapsed() >= nextProgress) {
      nextProgress += PROGRESS_EVERY_MS;
      const known = { ...(wrong && { fault: wrong.fault }), ...crashedOf(diagnosis) };
      tools.onWait({ probe, ...known, elapsed: progress(elapsed(), request.timeoutMs) });
    }
    await pause(answers > 0 ? BETWEEN_ANSWERS_MS : (request.intervalMs ?? backoff), tools.signal);
    backoff = Math.min(backoff * BACKOFF_MS.factor, BACKOFF_MS.most);
  }
}

function ask({ upstream, path }: ReadyRequest, timeoutMs: number, { link, signal }: ReadyTools): Promise<ProbeResult> {
  return probeHealth(link, { upstream, path, timeoutMs }, signal);
}

/** A fault that waiting does not fix, and the time since which it is unchanged. */
interface Wrong {
  readonly fault: ListenFault;
  readonly sinceMs: number;
  readonly isTold: boolean;
}

/** The current fault; an unchanged one keeps its start time. Pure. */
function stillWrong(
  before: Wrong | undefined,
  { port }: ReadyRequest,
  { diagnosis, probe, now }: { readonly diagnosis: Diagnosis; readonly probe: ProbeResult; readonly now: number },
): Wrong | undefined {
  const fault = speaksOnlyHttp2(probe) ? HTTP2 : wrongListener(diagnosis.listening, port);
  const isSame = before !== undefined && canonicalJson(fault) === canonicalJson(before.fault);
  if (fault === undefined || isSame) return fault && before;
  return { fault, sinceMs: now, isTold: false };
}

const HTTP2: ListenFault = { code: 'http2-only', facts: {} };

/** A process that has been started again: a probe would only show that it does not listen yet. */
function crashedOf(diagnosis: Diagnosis | undefined): Pick<Waiting, 'crashed'> {
  if (diagnosis === undefined || diagnosis.restarts === 0) return {};
  const { restarts: times, exitCode } = diagnosis;
  return { crashed: { times, ...(exitCode !== undefined && { exitCode }) } };
}

function isDead({ state, restarts }: Diagnosis): boolean {
  return state === 'exited' || state === 'dead' || restarts >= CRASH_LOOP;
}

function failure(
  { function: fn, port }: ReadyRequest,
  diagnosis: Diagnosis,
  probe: ProbeResult,
  elapsedMs: number,
): SmolfaasError {
  const seconds = Math.max(1, Math.round(elapsedMs / 1000));
  return new SmolfaasError('not-ready', {
    function: fn,
    seconds,
    diagnosis,
    lastProbe: probe,
    ...(port !== undefined && { port }),
  });
}

function progress(elapsedMs: number, timeoutMs: number): NonNullable<Waiting['elapsed']> {
  return { seconds: Math.round(elapsedMs / 1000), ofSeconds: Math.round(timeoutMs / 1000) };
}
