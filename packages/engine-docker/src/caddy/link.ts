/**
 * RouterLink over the published control port: read, push, probe and count (stages 9 to 11).
 *
 *   read         GET  /config/  -> Caddy's configuration, taken apart into a table
 *   push         GET  /config/  -> equal? done.  POST /load  -> 200, or 400 with Caddy's reason.
 *                GET  /config/  -> verified.      GET /ready  -> 200: HTTPS has its certificate
 *   probe        GET  /probe    -> answered, or why not
 *   connections  a command in the container, see connections.ts
 *
 * What must stay true: a push whose answer is lost (the control server is reloaded together with everything else) is never repeated
 * blindly: what runs is read, and decides. Caddy keeps the old configuration whenever it refuses the new one.
 */
import { isSmolfaasError, type ProbeResult, type RouterLink, type RouteTable, SmolfaasError } from '@smolfaas/core';
import { readConfig, renderConfig, sameTable } from './config.js';
import { connectionsCommand, countConnections } from './connections.js';
import type { ContainerEngine } from './container-engine.js';
import { callControl, type ControlAddress, timedOut } from './control-client.js';
import { PROBE_PATH, PROBE_UPSTREAM_HEADER, READY_PATH } from './control-server.js';
import { textAt } from './json-path.js';
import { pause } from './pause.js';
import { readProbe } from './probe.js';

/** Every call but the probe, which brings its own. */
const CALL_MS = 5_000;
/** How long a freshly loaded Caddy may need until its control server answers again. */
const SETTLE_MS = 5_000;

/** The link to one running container. Keeps nothing open between calls. */
export function createLink(address: ControlAddress, containerId: string, engine: ContainerEngine): RouterLink {
  return {
    read: (signal) => readState(address, signal),
    push: (table, signal) => push(address, table, signal),
    probe: (upstream, timeoutMs, signal) => probe(address, upstream, timeoutMs, signal),
    async connections(upstream, signal) {
      const { stdout } = await engine.exec(containerId, connectionsCommand(upstream), signal);
      return countConnections(stdout);
    },
  };
}

async function readState(address: ControlAddress, signal: AbortSignal) {
  const answer = await callControl(address, { method: 'GET', path: '/config/', deadlineMs: CALL_MS }, signal);
  if (answer.status !== 200) throw unreachable(address, `GET /config/ answered ${answer.status}: ${answer.body}`);
  return readConfig(parseJson(answer.body));
}

async function push(address: ControlAddress, table: RouteTable, signal: AbortSignal): Promise<void> {
  const before = await readState(address, signal);
  if (before.intact && sameTable(before.table, table)) return;
  const lost = await load(address, table, signal);
  const after = await settled(() => readState(address, signal), signal);
  if (after.intact && sameTable(after.table, table)) return settled(() => checkReady(address, signal), signal);
  if (lost) throw lost;
  throw new SmolfaasError('router-rejected-config', { message: 'Caddy took the configuration but runs another one.' });
}

/** Undefined when Caddy said yes; the error when the answer got lost, which may mean either. @throws router-rejected-config */
async function load(
  address: ControlAddress,
  table: RouteTable,
  signal: AbortSignal,
): Promise<SmolfaasError | undefined> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(renderConfig(table));
  try {
    const answer = await callControl(
      address,
      { method: 'POST', path: '/load', headers, body, deadlineMs: CALL_MS },
      signal,
    );
    if (answer.status === 200) return undefined;
    if (answer.status === 400)
      throw new SmolfaasError('router-rejected-config', { message: caddysReason(answer.body) });
    return unreachable(address, `POST /load answered ${answer.status}: ${answer.body}`);
  } catch (error) {
    if (isSmolfaasError(error, 'router-unreachable')) return error;
    throw error;
  }
}

/** @throws router-unreachable while the HTTPS server cannot complete a handshake */
async function checkReady(address: ControlAddress, signal: AbortSignal): Promise<void> {
  const answer = await callControl(address, { method: 'GET', path: READY_PATH, deadlineMs: CALL_MS }, signal);
  if (answer.status !== 200)
    throw unreachable(address, `its HTTPS server is not ready: ${answer.status} ${answer.body}`);
}

/** Asks until it works: right after a load the control server may close a connection that it has just accepted. */
async function settled<T>(question: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + SETTLE_MS;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (!isSmolfaasError(error, 'router-unreachable') || performance.now() > until) throw error;
      await pause(20, signal);
    }
  }
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

/** Caddy's refusals are `{"error":"…"}`. */
function caddysReason(body: string): string {
  return textAt(parseJson(body), 'error') || body;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(address: ControlAddress, message: string): SmolfaasError {
  return new SmolfaasError('router-unreachable', { name: address.name, message });
}
