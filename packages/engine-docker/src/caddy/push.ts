/**
 * Telling a running router a whole table (stage 10).
 *
 *   read -> equal? done.
 *   functions came or went:  write the upstream files of the new ones,  POST /load -> 200, or 400 with Caddy's reason
 *   functions moved:         write their upstream files
 *   read -> verified.        GET /ready -> 200: HTTPS has its certificate
 *
 * What must stay true: a load whose answer is lost (the control server is reloaded together with everything else) is never repeated
 * blindly: what runs is read, and decides. Upstreams move last, so when Caddy refuses a configuration nothing has changed.
 */
import { isSmolfaasError, pause, type Route, type RouteTable, SmolfaasError } from '@smolfaas/core';
import { changedRoutes, renderConfig, sameConfig } from './config.js';
import { callControl, type ControlAddress } from './control-client.js';
import { READY_PATH } from './control-server.js';
import { textAt } from './json-path.js';
import { CALL_MS, parseJson, read, readState, unreachable } from './router-state.js';

/** How long a freshly loaded Caddy may need until its control server answers again, in milliseconds. */
const SETTLE_MS = 5_000;

/**
 * Makes the router have this table; sends nothing when it has it. `write` writes upstream files inside the container.
 * @throws router-rejected-config (the old configuration keeps serving), router-unreachable
 */
export async function push(
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

/** Caddy's refusals are `{"error":"…"}`. */
function caddysReason(body: string): string {
  return textAt(parseJson(body), 'error') || body;
}
