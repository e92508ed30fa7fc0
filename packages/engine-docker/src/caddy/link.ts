/**
 * RouterLink over the control server: read, push, probe and count (stages 9 to 11).
 *
 *   read         router-state.ts
 *   push         push.ts
 *   probe        GET /probe, see probe.ts   -> answered, or why not
 *   connections  a command in the container, see connections.ts
 *
 * It keeps nothing open between calls, so it may be held as long as its container runs. When the control server is silent, the engine is
 * asked about the container: an engine that stopped took the router with it, and then that is what has to be said.
 */
import { isSmolfaasError, type ProbeResult, type Route, type RouterLink } from '@smolfaas/core';
import { connectionsCommand, countConnections } from './connections.js';
import type { ContainerEngine } from './container-engine.js';
import { callControl, type ControlAddress, timedOut } from './control-client.js';
import { PROBE_PATH, PROBE_UPSTREAM_HEADER } from './control-server.js';
import { readProbe } from './probe.js';
import { push } from './push.js';
import { readState, unreachable } from './router-state.js';
import { writeUpstreamsCommand } from './upstream-files.js';

/** The link to one running container. Keeps nothing open between calls. */
export function createLink(address: ControlAddress, containerId: string, engine: ContainerEngine): RouterLink {
  const run = async (argv: readonly string[], signal: AbortSignal): Promise<string> => {
    const { exitCode, stdout, stderr } = await engine.exec(containerId, argv, signal);
    if (exitCode === 0) return stdout;
    throw unreachable(
      address,
      `a command in its container ended with code ${exitCode}: ${stderr.trim() || argv.join(' ')}`,
    );
  };
  const writeUpstreams = async (routes: readonly Route[], signal: AbortSignal) => {
    if (routes.length > 0) await run(writeUpstreamsCommand(routes), signal);
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
  return {
    read: (signal) => ask(signal, readState(address, signal)),
    push: (table, signal) =>
      ask(
        signal,
        push(address, table, (routes) => writeUpstreams(routes, signal), signal),
      ),
    probe: (upstream, timeoutMs, signal) => ask(signal, probe(address, upstream, timeoutMs, signal)),
    async connections(upstream, signal) {
      return countConnections(await run(connectionsCommand(upstream), signal));
    },
  };
}

async function probe(
  address: ControlAddress,
  upstream: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const headers = { [PROBE_UPSTREAM_HEADER]: upstream };
  try {
    const answer = await callControl(
      address,
      { method: 'GET', path: PROBE_PATH, headers, deadlineMs: timeoutMs },
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
