/**
 * Why a started function does not answer, told from what its container says about itself. "Does not answer" alone helps
 * nobody: most of the time the program listens on another port, or only on the container's own loopback, and the sockets in
 * the container's /proc/net/tcp show which.
 */
import type { Diagnosis, ErrorFacts } from '@smolfaas/core';
import { safe, safeLogLine } from '../text/safe.js';
import type { Sentence } from './sentence.js';

/** Port that every function listens on (spec, "What a function is"). */
const PORT = 8000;

/** Exit codes above 128 tell the signal that ended the process (128 + its number). */
const SIGNALS: Readonly<Record<number, string>> = { 134: 'SIGABRT', 137: 'SIGKILL', 139: 'SIGSEGV', 143: 'SIGTERM' };

/** Chooses the sentence; the order of the questions is the order of likelihood and of certainty. */
export function notReady(facts: ErrorFacts['not-ready']): Sentence {
  const detail = facts.diagnosis.log.map(safeLogLine);
  return { ...cause(facts), ...(detail.length > 0 ? { detail } : {}) };
}

function cause({ seconds, diagnosis, lastProbe }: ErrorFacts['not-ready']): Sentence {
  if (diagnosis.oomKilled) {
    return { message: 'was killed because it used more memory than its container may (OOMKilled)' };
  }
  if (['exited', 'dead', 'restarting'].includes(diagnosis.state)) return { message: exited(diagnosis) };
  const open = diagnosis.listening?.filter((socket) => !isEngineResolver(socket.address));
  if (open === undefined)
    return { message: `does not answer on :${PORT} after ${seconds} s (${safe(lastProbe)})`, hint: LATER };
  return listening(open, seconds, lastProbe);
}

const LATER = 'if it only needs longer to start: --ready-timeout SECONDS';
const LISTEN = `listen on 0.0.0.0:${PORT}; the port is also in the environment variable PORT`;

function listening(open: NonNullable<Diagnosis['listening']>, seconds: number, lastProbe: string): Sentence {
  const onPort = open.filter((socket) => socket.port === PORT);
  if (onPort.some((socket) => !isLoopback(socket.address))) {
    return {
      message: `accepts connections on :${PORT} but does not answer HTTP within ${seconds} s (${safe(lastProbe)})`,
      hint: LATER,
    };
  }
  const [first] = onPort;
  if (first !== undefined)
    return { message: `listens on ${hostPort(first.address, PORT)}, must be 0.0.0.0`, hint: LISTEN };
  const others = [...new Set(open.map((socket) => socket.port))].sort((a, b) => a - b);
  if (others.length > 0) {
    return { message: `listens on ${others.map((port) => `:${port}`).join(', ')}, must be :${PORT}`, hint: LISTEN };
  }
  return { message: `nothing listens on :${PORT} after ${seconds} s`, hint: `${LISTEN}; ${LATER}` };
}

function exited({ state, exitCode, restarts }: Diagnosis): string {
  const again = restarts > 0 ? `, restarted ${restarts} time(s)` : '';
  if (exitCode === undefined) return `stopped before it answered (${safe(state)}${again})`;
  const signal = SIGNALS[exitCode];
  return `exited with code ${exitCode}${signal ? ` (${signal})` : ''} before it answered${again}`;
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${safe(address)}]:${port}` : `${safe(address)}:${port}`;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1' || address.startsWith('::ffff:127.');
}

/** The engine's own DNS server listens inside every container on a user-defined network. */
function isEngineResolver(address: string): boolean {
  return address === '127.0.0.11';
}
