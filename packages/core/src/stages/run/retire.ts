/**
 * Stage 11: the old generation leaves.
 *
 * By now nothing leads to it any more, but requests that began before the switch are still running in it: a download, a
 * stream, a WebSocket. So it is drained first: it stays until the router has no established connection to it, at the
 * latest for 30 seconds. Then it is told to stop, and killed if it does not.
 */
import type { RouterLink } from '../../contract/caddy-manager.js';
import { isSmolfaasError } from '../../contract/errors.js';
import type { FunctionManager } from '../../contract/function-manager.js';
import type { ObservedContainer } from '../../contract/observed.js';
import { pause } from '../pause.js';

/** As long as Caddy itself keeps old connections over a reload. */
export const DRAIN_MS = 30_000;
/** Between SIGTERM and SIGKILL. */
export const STOP_GRACE_MS = 10_000;

const DRAIN_POLL_MS = 250;

export interface RetireTools {
  readonly functions: Pick<FunctionManager, 'remove'>;
  /** Undefined when no router runs, and so nothing is to be drained. */
  readonly link: Pick<RouterLink, 'connections'> | undefined;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Drains a container of ours and removes it.
 * @param upstream its address, which is no longer in any route
 * @throws removal-blocked, engine-*; the signal's reason, the container then being left for the next run
 */
export async function retire(container: ObservedContainer, upstream: string, tools: RetireTools): Promise<void> {
  if (container.state === 'running' && tools.link !== undefined) await drain(upstream, tools.link, tools);
  await tools.functions.remove(container.id, STOP_GRACE_MS, tools.signal);
}

async function drain(upstream: string, link: Pick<RouterLink, 'connections'>, tools: RetireTools): Promise<void> {
  const { now, signal } = tools;
  const deadline = now() + DRAIN_MS;
  while (now() < deadline && (await connections(upstream, link, signal)) > 0) {
    await pause(DRAIN_POLL_MS, signal);
  }
}

/** A router that cannot be asked has no connection that we could wait for. */
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
