/**
 * RouterLink over the published control port: read, push, probe and count (stages 9 to 11).
 *
 *   read         GET /config/, GET /upstreams  -> the table
 *   push         read -> equal? done.
 *                functions came or went:  write their upstream files,  POST /load -> 200, or 400 with Caddy's reason
 *                functions moved:         write their upstream files (a command in the container)
 *                read -> verified.        GET /ready -> 200: HTTPS has its certificate
 *   probe        GET /probe                    -> answered, or why not
 *   connections  a command in the container, see connections.ts
 *
 * What must stay true: a load whose answer is lost (the control server is reloaded together with everything else) is never repeated
 * blindly: what runs is read, and decides. Upstreams move last, so when Caddy refuses a configuration nothing has changed.
 */
import {
  isSmolfaasError,
  type ProbeResult,
  type Route,
  type RouterLink,
  type RouterState,
  type RouteTable,
  SmolfaasError,
} from '@smolfaas/core';
import { changedRoutes, readConfig, renderConfig, sameConfig } from './config.js';
import { connectionsCommand, countConnections } from './connections.js';
import type { ContainerEngine } from './container-engine.js';
import { callControl, type ControlAddress, timedOut } from './control-client.js';
import { PROBE_PATH, PROBE_UPSTREAM_HEADER, READY_PATH, UPSTREAMS_PATH } from './control-server.js';
import { textAt } from './json-path.js';
import { pause } from './pause.js';
import { readProbe } from './probe.js';
import { readUpstreams, writeUpstreamsCommand } from './upstream-files.js';

/** Every call but the probe, which brings its own. */
const CALL_MS = 5_000;
/** How long a freshly loaded Caddy may need until its control server answers again. */
const SETTLE_MS = 5_000;

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
  return {
    read: (signal) => readState(address, signal),
    push: (table, signal) => push(address, table, (routes) => writeUpstreams(routes, signal), signal),
    probe: (upstream, timeoutMs, signal) => probe(address, upstream, timeoutMs, signal),
    async connections(upstream, signal) {
      return countConnections(await run(connectionsCommand(upstream), signal));
    },
  };
}

async function readState(address: ControlAddress, signal: AbortSignal): Promise<RouterState> {
  const config = parseJson(await read(address, '/config/', signal));
  return readConfig(config, readUpstreams(await read(address, UPSTREAMS_PATH, signal)));
}

async function read(address: ControlAddress, path: string, signal: AbortSignal): Promise<string> {
  const answer = await callControl(address, { method: 'GET', path, deadlineMs: CALL_MS }, signal);
  if (answer.status !== 200) throw unreachable(address, `GET ${path} answered ${answer.status}: ${answer.body}`);
  return answer.body;
}

async function push(
  address: ControlAddress,
  table: RouteTable,
  write: (routes: readonly Route[]) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const before = await readState(address, signal);
  const { moved, added } = changedRoutes(before.table, table);
  const reload = !before.intact || !sameConfig(before.table, table);
  await write(added);
  const lost = reload ? await load(address, table, signal) : undefined;
  if (lost) await settled(() => checkLoaded(address, table, lost, signal), signal);
  await write(moved);
  if (reload || moved.length > 0) await verify(address, table, signal);
}

/** The answer got lost, but not the load? @throws what was lost, when another configuration runs */
async function checkLoaded(address: ControlAddress, table: RouteTable, lost: SmolfaasError, signal: AbortSignal) {
  const { intact, table: present } = await readState(address, signal);
  if (!intact || !sameConfig(present, table)) throw lost;
}

async function verify(address: ControlAddress, table: RouteTable, signal: AbortSignal): Promise<void> {
  const after = await settled(() => readState(address, signal), signal);
  const { moved, added } = changedRoutes(after.table, table);
  if (!after.intact || !sameConfig(after.table, table) || moved.length + added.length > 0) {
    throw new SmolfaasError('router-rejected-config', {
      message: 'Caddy took the configuration but runs another one.',
    });
  }
  await settled(() => read(address, READY_PATH, signal), signal);
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
