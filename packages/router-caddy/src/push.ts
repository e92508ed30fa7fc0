/**
 * Sends a whole route table to a running router (stage 11).
 *
 *   read -> equal? done.
 *   another configuration:  POST /load -> 200, or 400 with Caddy's reason
 *   other routes:           write the route files, unless another run has written since the read
 *   read -> verified.       after a load: GET /ready -> HTTPS has a certificate for each name
 *
 * Invariants:
 *  1. A load whose response is lost (the control server is reloaded together with everything else)
 *     is never repeated blindly. The running configuration is read, and decides.
 *  2. Routes change last, so nothing has changed when Caddy refuses a configuration.
 *  3. A router of an earlier version has no route files. They are written before its first load,
 *     with its current routes, so that no request meets a configuration without files.
 */
import { isSmolfaasError, pause, type Route, type RouteTable, SmolfaasError } from '@smolfaas/core';
import { renderConfig, rendersTo, sameRoutes } from './config.js';
import { callControl, type ControlAddress } from './control-client.js';
import { READY_HOST_HEADER, READY_PATH } from './control-server.js';
import { textAt } from './json-path.js';
import { bare, servedOf, wildcard } from './served.js';
import { CALL_MS, type FencedState, parseJson, readState, unreachable } from './router-state.js';

/**
 * How long Caddy may need after a load until its control server responds again, in milliseconds.
 */
const SETTLE_MS = 5_000;

/** Attempts to write routes when the state keeps changing after it was read. */
const ATTEMPTS = 3;

/**
 * Writes route files inside the container. Returns false when the token of the last write is not
 * `expected`.
 */
export type WriteRoutes = (routes: readonly Route[], expected: string) => Promise<boolean>;

/**
 * Gives the router this table. Sends nothing when the router has it already.
 * @throws router-rejected-config (the old configuration keeps serving), router-unreachable
 */
export async function push(
  address: ControlAddress,
  table: RouteTable,
  write: WriteRoutes,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await readState(address, signal);
    if (await change(address, before, table, write, signal)) return;
    if (attempt === ATTEMPTS) throw unreachable(address, 'another program writes its routes');
  }
}

/** False when another run has written its files meanwhile. */
async function change(
  address: ControlAddress,
  before: FencedState,
  table: RouteTable,
  write: WriteRoutes,
  signal: AbortSignal,
): Promise<boolean> {
  const reload = !rendersTo(before.served, table);
  const isEarlier = reload && before.fence === '' && before.table.routes.length > 0;
  if (isEarlier && !(await write(before.table.routes, before.fence))) return false;
  const lost = reload ? await load(address, table, signal) : undefined;
  if (lost) await settled(() => checkLoaded(address, table, lost, signal), signal);
  const { fence } = isEarlier ? await settled(() => readState(address, signal), signal) : before;
  const moves = !sameRoutes(before.table, table);
  if (moves && !(await write(table.routes, fence))) return false;
  if (reload || moves) await verify(address, table, signal);
  if (reload) for (const name of namesOf(table)) await settled(() => awaitCertificate(address, name, signal), signal);
  return true;
}

/**
 * After a lost response: did the load take effect? @throws `lost`, when another configuration runs
 */
async function checkLoaded(address: ControlAddress, table: RouteTable, lost: SmolfaasError, signal: AbortSignal) {
  const { served } = await readState(address, signal);
  if (!rendersTo(served, table)) throw lost;
}

async function verify(address: ControlAddress, table: RouteTable, signal: AbortSignal): Promise<void> {
  const after = await settled(() => readState(address, signal), signal);
  if (!rendersTo(after.served, table) || !sameRoutes(after.table, table)) {
    throw new SmolfaasError('router-rejected-config', {
      message: 'Caddy took the configuration but runs another one.',
    });
  }
}

/** Names for which clients need a certificate; of those below the router's name, any one. */
function namesOf(table: RouteTable): readonly string[] {
  const { addr, hosts } = servedOf(table);
  return [bare(addr), wildcard(addr)?.replace('*', 'any') ?? [], hosts].flat();
}

async function awaitCertificate(address: ControlAddress, name: string, signal: AbortSignal): Promise<void> {
  const headers = { [READY_HOST_HEADER]: name };
  const request = { method: 'GET', path: READY_PATH, headers, deadlineMs: CALL_MS } as const;
  const { status } = await callControl(address, request, signal);
  if (status !== 200) throw unreachable(address, `it has no certificate for ${name}`);
}

/**
 * Undefined when Caddy accepted it; the error when the response was lost, which leaves both
 * outcomes open. @throws router-rejected-config
 */
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

/**
 * Repeats until it succeeds: right after a load, the control server may close a connection that it
 * has just accepted.
 */
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

/** Caddy's refusals have the form `{"error":"…"}`. */
function caddysReason(body: string): string {
  return textAt(parseJson(body), 'error') || body;
}
