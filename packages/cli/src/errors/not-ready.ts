/**
 * Explains why a started function does not answer, from what its container reports. "Does not
 * answer" alone does not help. Usually the program listens on another port, or only on the
 * container's own loopback. The sockets in the container's /proc/net/tcp show which.
 */
import { type Diagnosis, type ErrorFacts, speaksOnlyHttp2, wrongListener } from '@smolfaas/core';
import { listenFaultText, probeText } from '../sentences/readiness.js';
import { safe, safeLogLine } from '../text/safe.js';
import { mebibytes } from '../text/size.js';
import { withoutInternalFrames } from '../text/stack-frames.js';
import type { Sentence } from './sentence.js';

/** Port that every function listens on (specification, "What a function is"). */
const PORT = 8000;

/** Output lines to show. */
const TAIL = 20;

/** An exit code above 128 contains the signal that ended the process (128 + its number). */
const SIGNALS: Readonly<Record<number, string>> = { 134: 'SIGABRT', 137: 'SIGKILL', 139: 'SIGSEGV', 143: 'SIGTERM' };

/** Chooses the sentence. The checks are ordered by likelihood and by certainty. */
export function notReady(facts: ErrorFacts['not-ready']): Sentence {
  const detail = withoutInternalFrames(facts.diagnosis.log).slice(-TAIL).map(safeLogLine);
  const known = facts.hint === undefined ? {} : { hint: safe(facts.hint) };
  return { ...cause(facts), ...known, ...(detail.length > 0 && { detail }) };
}

function cause({ seconds, diagnosis, lastProbe }: ErrorFacts['not-ready']): Sentence {
  if (diagnosis.restarts > 0) return { message: crashed(diagnosis, seconds) };
  if (diagnosis.oomKilled)
    return { message: `was killed because it used more memory than its container may (OOMKilled${limit(diagnosis)})` };
  if (['exited', 'dead', 'restarting'].includes(diagnosis.state)) return { message: exited(diagnosis) };
  if (speaksOnlyHttp2(lastProbe))
    return { message: 'speaks HTTP/2 without TLS (h2c) only, must speak HTTP/1.1', hint: H2C };
  if (lastProbe.kind === 'unhealthy')
    return { message: `is not healthy after ${seconds} s (${safe(probeText(lastProbe))})`, hint: HEALTH };
  const { listening } = diagnosis;
  if (listening === undefined)
    return { message: `does not answer on :${PORT} after ${seconds} s (${safe(probeText(lastProbe))})`, hint: LATER };
  const wrong = wrongListener(listening);
  if (wrong !== undefined) return { message: safe(listenFaultText(wrong)), hint: LISTEN };
  return listening.some(({ port }) => port === PORT)
    ? {
        message: `accepts connections on :${PORT} but does not answer HTTP within ${seconds} s (${safe(probeText(lastProbe))})`,
        hint: LATER,
      }
    : { message: `nothing listens on :${PORT} after ${seconds} s`, hint: `${LISTEN}; ${LATER}` };
}

const LATER = 'if it only needs longer to start: --ready-timeout SECONDS';
const HEALTH = 'its health path must have a status below 400; if it only needs longer to start, raise health.deadline';
const LISTEN = `listen on 0.0.0.0:${PORT}; the port is also in the environment variable PORT`;
const H2C =
  'serve HTTP/1.1 on the same port as well; the router speaks HTTP/2 with clients, and HTTP/1.1 with functions';

/**
 * Docker counts a restart when the process ends, before it starts the next one. So only an end
 * without a restart adds one.
 */
function crashed(diagnosis: Diagnosis, seconds: number): string {
  const { state, restarts, exitCode, oomKilled } = diagnosis;
  const times = ['running', 'restarting'].includes(state) ? restarts : restarts + 1;
  const why = oomKilled ? `out of memory${limit(diagnosis)}` : exitText(exitCode);
  return `crashed ${times} time${times === 1 ? '' : 's'} in ${seconds} s${why === '' ? '' : ` (${why})`}`;
}

function exited({ state, exitCode }: Diagnosis): string {
  if (exitCode === undefined) return `stopped before it answered (${safe(state)})`;
  const signal = SIGNALS[exitCode];
  return `exited with code ${exitCode}${signal === undefined ? '' : ` (${signal})`} before it answered`;
}

function exitText(exitCode: number | undefined): string {
  if (exitCode === undefined) return '';
  const signal = SIGNALS[exitCode];
  return `exit code ${exitCode}${signal === undefined ? '' : `, ${signal}`}`;
}

function limit({ memoryBytes }: Diagnosis): string {
  return memoryBytes === undefined ? '' : `, limit ${mebibytes(memoryBytes)}`;
}
