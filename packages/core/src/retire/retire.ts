/**
 * Stage 12, retire: drain and remove the old generation.
 *
 * No route leads to it any more, but requests that began before the switch still run in it: a
 * download, an event stream, a WebSocket. It gets one drain timeout for all of that, from the
 * switch to SIGKILL:
 *
 *     0 s          until no connection is left        SIGTERM            timeout
 *     |--- drain: requests continue ----------------------|--- goodbye -----|  SIGKILL, removal
 *
 * Invariants:
 * 1. SIGTERM is sent at the latest GOODBYE_MS before the end (half of a short timeout). A function
 *    that handles it can close its streams properly; nothing else can do that for it
 *    (docs/http.md).
 * 2. The timeout bounds the whole process. Only the engine's own time to kill and remove is added.
 */
import type { RouterLink } from '../contract/caddy-manager.js';
import { isSmolfaasError } from '../contract/errors.js';
import type { FunctionManager } from '../contract/function-manager.js';
import type { ObservedContainer } from '../contract/observed.js';
import { pause } from '../async/pause.js';

/** Between SIGTERM and SIGKILL, at most. */
export const STOP_GRACE_MS = 10_000;

/** The part of the drain timeout reserved for the time between SIGTERM and SIGKILL. */
const GOODBYE_MS = 5_000;
/** The engine counts this time in whole seconds. */
const SECOND_MS = 1_000;
const DRAIN_POLL_MS = 250;

export interface RetireTools {
  readonly functions: Pick<FunctionManager, 'remove'>;
  /** Undefined when no router runs; then there is nothing to drain. */
  readonly link: Pick<RouterLink, 'connections'> | undefined;
  readonly drainTimeoutMs: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Drains a container and removes it.
 * @param upstream its address, which is no longer in any route
 * @throws removal-blocked, engine-*; the signal's reason, which leaves the container for the next
 * run
 */
export async function retire(container: ObservedContainer, upstream: string, tools: RetireTools): Promise<void> {
  const { link, drainTimeoutMs, now, signal } = tools;
  const end = now() + drainTimeoutMs;
  if (container.state === 'running' && link !== undefined) {
    await drain(upstream, link, end - goodbyeMs(drainTimeoutMs), tools);
  }
  await tools.functions.remove(container.id, drainTimeoutMs === 0 ? 0 : graceMs(end - now()), signal);
}

/** The part of this timeout reserved for the goodbye. */
function goodbyeMs(drainTimeoutMs: number): number {
  return drainTimeoutMs === 0 ? 0 : Math.min(GOODBYE_MS, Math.max(SECOND_MS, wholeSeconds(drainTimeoutMs / 2)));
}

/** The grace period when this much of the timeout is left. */
function graceMs(leftMs: number): number {
  return Math.min(STOP_GRACE_MS, Math.max(SECOND_MS, wholeSeconds(leftMs)));
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / SECOND_MS) * SECOND_MS;
}

async function drain(
  upstream: string,
  link: Pick<RouterLink, 'connections'>,
  until: number,
  { now, signal }: RetireTools,
): Promise<void> {
  while (now() < until && (await connections(upstream, link, signal)) > 0) {
    await pause(Math.min(DRAIN_POLL_MS, Math.max(0, until - now())), signal);
  }
}

/** An unreachable router has no connection to wait for. */
async function connections(
  upstream: string,
  link: Pick<RouterLink, 'connections'>,
  signal: AbortSignal,
): Promise<number> {
  try {
    return await link.connections(upstream, signal);
  } catch (error) {
    if (isSmolfaasError(error, 'router-unreachable')) return 0;
    throw error;
  }
}
