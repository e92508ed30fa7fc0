/**
 * A connection to one engine. Every call to the engine runs through it.
 *
 * Invariants:
 *  1. No call waits forever. Each has a deadline (30 s unless it sets another), after which it is
 *     `engine-hangs`.
 *  2. A user's abort ends every call at once. The signal's own reason is thrown, never a generic
 *     abort.
 *  3. Every other failure passes through `failureOf`, so callers see only a SmolfaasError.
 *
 * Gotchas:
 *  - The result is raced against deadline and signal, instead of relying on the client library to
 *    abort. An aborted request whose response has begun can still end as an ordinary error of the
 *    stream.
 *  - The agent has a short text form. For its debug log, the library makes a text of every
 *    request's options, even if it is never read. Formatting the agent's sockets would take
 *    seconds.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { inspect } from 'node:util';
import type { EngineInfo } from '@smolfaas/core';
import { SmolfaasError } from '@smolfaas/core';
import type Docker from 'dockerode';
import type { Endpoint } from '../endpoint/endpoint.js';
import { loadDockerode } from './dockerode.js';
import { engineClock } from './engine-clock.js';
import { failureOf } from './failure.js';
import { engineInfo, isPodman, type VersionAnswer } from './version.js';
import { failWhenCut, watchAnswers } from './watch-answers.js';

/** Default deadline of one call, in milliseconds. */
export const CALL_DEADLINE_MS = 30_000;

/**
 * One request through the client library. It should pass on `abortSignal`, so that the socket is
 * freed too.
 */
export type Request<T> = (docker: Docker, abortSignal: AbortSignal) => Promise<T>;

/** An engine that has responded once. */
export interface Connection {
  readonly endpoint: Endpoint;
  readonly info: EngineInfo;
  /** The newest API version that the engine speaks; `info` has the version in use. */
  readonly newestApi: string;
  readonly isPodman: boolean;
  /** The engine's clock, in milliseconds since 1970. */
  now(): number;
  /**
   * Runs one request under the invariants above.
   * @param what the call in words, for errors: `create network smolfaas`
   * @throws SmolfaasError engine-*, disk-full; the signal's reason when it is aborted
   */
  call<T>(what: string, signal: AbortSignal, request: Request<T>, deadlineMs?: number): Promise<T>;
  /** Closes all sockets. Calls still under way fail. */
  close(): void;
}

/**
 * Dials an endpoint and agrees on the API version with its engine.
 * @throws SmolfaasError engine-unreachable, engine-permission, engine-hangs, engine-too-old,
 *   engine-error
 */
export async function dialEngine(endpoint: Endpoint, signal: AbortSignal, deadlineMs?: number): Promise<Connection> {
  const agent = agentFor(endpoint);
  const clock = engineClock();
  const stopWatching = watchAnswers(agent, (request, response) => {
    failWhenCut(request, response);
    clock.heard(response.headers.date);
  });
  const close = () => {
    stopWatching();
    agent.destroy();
  };
  const through = (docker: Docker): Connection['call'] => {
    return (what, callSignal, request, ms = CALL_DEADLINE_MS) =>
      guarded(endpoint.label, what, callSignal, ms, (abortSignal) => request(docker, abortSignal));
  };
  try {
    const Client = await loadDockerode();
    const ask = through(clientFor(Client, endpoint, agent));
    const answer: VersionAnswer = await ask('ask for its version', signal, (docker) => docker.version(), deadlineMs);
    const info = engineInfo(endpoint, answer);
    const call = through(clientFor(Client, endpoint, agent, `v${info.apiVersion}`));
    return {
      endpoint,
      info,
      newestApi: answer.ApiVersion,
      isPodman: isPodman(answer),
      now: () => clock.now(),
      call,
      close,
    };
  } catch (error) {
    close();
    throw failureOf(error, { endpoint: endpoint.label, call: 'connect' });
  }
}

/**
 * A separate agent: it keeps connections alive between calls, and `close` can drop them so that the
 * process can end.
 */
function agentFor({ address }: Endpoint): HttpAgent {
  const tls = address.kind === 'tcp' ? address.tls : undefined;
  const agent = tls ? new HttpsAgent({ keepAlive: true, ...tls }) : new HttpAgent({ keepAlive: true });
  return Object.defineProperty(agent, inspect.custom, { value: () => 'Agent' });
}

/**
 * Sets every field, even to undefined: otherwise the library would read it from the environment of
 * the process. It still reads the certificates there: it wants all three files of DOCKER_CERT_PATH,
 * and throws when one is missing.
 */
function clientFor(Client: typeof Docker, { address }: Endpoint, agent: HttpAgent, version?: string): Docker {
  const tcp = address.kind === 'tcp' ? address : undefined;
  const options = {
    socketPath: address.kind === 'socket' ? address.path : undefined,
    host: tcp?.host,
    port: tcp?.port,
    protocol: tcp?.tls ? ('https' as const) : ('http' as const),
    ca: tcp?.tls?.ca,
    cert: tcp?.tls?.cert,
    key: tcp?.tls?.key,
    pathPrefix: '/',
    timeout: undefined,
    version,
    agent,
  };
  return new Client(options);
}

async function guarded<T>(
  endpoint: string,
  call: string,
  signal: AbortSignal,
  deadlineMs: number,
  request: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const late = () =>
    stop.abort(new SmolfaasError('engine-hangs', { endpoint, call, seconds: Math.round(deadlineMs / 1000) }));
  const timer = setTimeout(late, deadlineMs);
  const interrupt = () => stop.abort(signal.reason);
  signal.addEventListener('abort', interrupt, { once: true });
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  try {
    return await Promise.race([stopped, request(stop.signal)]);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : failureOf(error, { endpoint, call });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', interrupt);
  }
}
