/**
 * Stage 5, observe: one probe of a function at its health path. `up` waits for it, and `check`
 * reports it.
 *
 * Without a health path, any HTTP response shows that the function answers: it need not serve `/`.
 * A path that the user chose must have a status below 400. A misspelt path (404) would otherwise
 * count as healthy.
 */
import type { ProbeResult, RouterLink } from '../contract/caddy-manager.js';

/** Statuses from here on are not healthy. */
const LEAST_UNHEALTHY = 400;

export interface HealthProbe {
  readonly upstream: string;
  readonly path: string | undefined;
  readonly timeoutMs: number;
}

/** @throws router-unreachable; engine-*; the signal's reason */
export async function probeHealth(
  link: Pick<RouterLink, 'probe'>,
  { upstream, path, timeoutMs }: HealthProbe,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const result = await link.probe(upstream, timeoutMs, signal, path);
  const isUnhealthy = path !== undefined && result.kind === 'answered' && result.status >= LEAST_UNHEALTHY;
  return isUnhealthy ? { kind: 'unhealthy', status: result.status, path } : result;
}
