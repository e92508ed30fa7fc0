/**
 * RouterLink over the control server: read, push, fence, probe and count (stages 10 to 12).
 *
 *   read         router-state.ts
 *   push         push.ts
 *   fence        a command in the container, see write-routes.ts
 *   probe        GET /probe, see probe.ts   -> answered, or why not
 *   connections  a command in the container, see connections.ts
 *   requests     a command in the container, see access-log.ts
 *
 * Between calls it keeps only idle connections of probes, which let the process end. So callers may
 * hold it as long as its container runs. When the control server is silent, the link inspects the container through the engine. A stopped
 * engine also stops the router, and then the engine is the cause to report.
 */
import { Agent } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { createInterface } from 'node:readline';
import { isSmolfaasError, type ProbeResult, type Route, type RouterLink } from '@smolfaas/core';
import { requestIn, requestsCommand } from './access-log.js';
import { connectionsCommand, countConnections } from './connections.js';
import type { RouterEngine, ExecResult } from './router-engine.js';
import { callControl, type ControlAddress, timedOut } from './control-client.js';
import {
  PROBE_PATH,
  PROBE_PATH_HEADER,
  PROBE_PORT_HEADER,
  PROBE_PROTOCOL_HEADER,
  PROBE_UPSTREAM_HEADER,
} from './control-server.js';
import { isFromHttp2, readProbe } from './probe.js';
import { push } from './push.js';
import { readState, unreachable } from './router-state.js';
import { FENCED, fenceCommand, writeRoutesCommand } from './write-routes.js';

/** A server that speaks HTTP/2 answers at once, in milliseconds. */
const H2C_MS = 2_000;

/** The link to one running container. It needs no end. */
export function createLink(
  address: ControlAddress,
  containerId: string,
  engine: RouterEngine,
  names: readonly string[] = [],
): RouterLink {
  const run = async (argv: readonly string[], signal: AbortSignal, also?: number): Promise<ExecResult> => {
    const result = await engine.exec(containerId, argv, signal);
    const { exitCode, stderr } = result;
    if (exitCode === 0 || exitCode === also) return result;
    throw unreachable(
      address,
      `a command in its container ended with code ${exitCode}: ${stderr.trim() || argv.join(' ')}`,
    );
  };
  const write = async (routes: readonly Route[], expected: string, signal: AbortSignal): Promise<boolean> => {
    const { exitCode } = await run(writeRoutesCommand(routes, expected), signal, FENCED);
    return exitCode !== FENCED;
  };
  const ask = async <T>(signal: AbortSignal, question: Promise<T>): Promise<T> => {
    try {
      return await question;
    } catch (error) {
      if (!isSmolfaasError(error, 'router-unreachable')) throw error;
      const facts = await engine.inspect(containerId, signal);
      throw facts?.running === false ? unreachable(address, `it ended with code ${facts.exitCode}`) : error;
    }
  };
  const agent = new Agent({ keepAlive: true });
  return {
    names,
    async read(signal) {
      const { table, intact } = await ask(signal, readState(address, signal));
      return { table, intact };
    },
    push: (table, signal) =>
      ask(
        signal,
        push(address, table, (routes, expected) => write(routes, expected, signal), signal),
      ),
    async fence(signal) {
      await run(fenceCommand(), signal);
    },
    probe: (upstream, timeoutMs, signal, path) => {
      const [alias = '', port] = upstream.split(':');
      const headers = {
        [PROBE_UPSTREAM_HEADER]: alias,
        ...(port !== undefined && { [PROBE_PORT_HEADER]: port }),
        ...(path !== undefined && { [PROBE_PATH_HEADER]: path }),
      };
      return ask(signal, probe({ address, agent }, headers, timeoutMs, signal));
    },
    async connections(upstream, signal) {
      return countConnections((await run(connectionsCommand(upstream), signal)).stdout, upstream);
    },
    async *requests(request, signal) {
      const printed = await engine.openExec(containerId, requestsCommand(request), signal);
      const lines = createInterface({ input: addAbortSignal(signal, printed), crlfDelay: Infinity });
      try {
        for await (const line of lines) {
          const entry = requestIn(line);
          if (entry !== undefined) yield entry;
        }
      } catch (error) {
        signal.throwIfAborted();
        if (isSmolfaasError(error) || !(error instanceof Error)) throw error;
        await ask(signal, Promise.reject(unreachable(address, error.message)));
      } finally {
        printed.destroy();
      }
      signal.throwIfAborted();
    },
  };
}

/** Where the control server is, and the connections that probes share. */
interface Way {
  readonly address: ControlAddress;
  readonly agent: Agent;
}

/** A server that closes the connection of an HTTP/1.1 request may be one that speaks HTTP/2 only. */
async function probe(
  way: Way,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const begin = performance.now();
  const result = await probeOnce(way, headers, timeoutMs, signal);
  const left = Math.min(H2C_MS, timeoutMs - Math.round(performance.now() - begin));
  if (result.kind !== 'closed' || left <= 0) return result;
  const second = await probeOnce(way, { ...headers, [PROBE_PROTOCOL_HEADER]: 'h2c' }, left, signal);
  return isFromHttp2(second) ? { ...result, http2: true } : result;
}

async function probeOnce(
  { address, agent }: Way,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProbeResult> {
  try {
    const answer = await callControl(
      address,
      { method: 'GET', path: PROBE_PATH, headers, deadlineMs: timeoutMs, agent },
      signal,
    );
    const result = readProbe(answer);
    if (!result) throw unreachable(address, `GET ${PROBE_PATH} answered ${answer.status}: ${answer.body}`);
    return result;
  } catch (error) {
    if (timedOut(error)) return { kind: 'timeout', detail: `no answer within ${timeoutMs} ms` };
    throw error;
  }
}
