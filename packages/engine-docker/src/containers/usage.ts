/**
 * Memory and CPU time of one running container, read once: from the kernel's files where they are
 * visible (cgroup-usage.ts), else from the engine.
 *
 *   GET /containers/<id>/stats?stream=false&one-shot=true   200, also for a stopped container: zeros
 *     {"read":"…","memory_stats":{"usage":…,"stats":{"inactive_file":…}},"cpu_stats":{"cpu_usage":
 *      {"total_usage":…}}}
 *
 * Gotchas:
 *  1. Without `one-shot` the engine measures twice, one second apart. With it, engines such as 20.10
 *     still answer at the next full second.
 *  2. `usage` includes the file cache. The part of it that was not used lately is subtracted, as
 *     `docker stats` does: a function that reads a large file does not come near its limit by that.
 *     Its name is `total_inactive_file` under cgroup v1, and `inactive_file` under v2.
 */
import type { ContainerUsage } from '@smolfaas/core';
import type { Connection } from '../connection/connection.js';
import { cgroupUsage } from './cgroup-usage.js';
import { unlessMissing } from '../connection/unless-missing.js';

/** The fields of the answer that are used. A stopped container has none of them. */
export interface StatsAnswer {
  readonly read?: string;
  readonly memory_stats?: {
    readonly usage?: number;
    readonly stats?: { readonly total_inactive_file?: number; readonly inactive_file?: number };
  };
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
}

/** Undefined when the container is gone or does not run. @throws SmolfaasError engine-* */
export async function usage(engine: Connection, id: string, signal: AbortSignal): Promise<ContainerUsage | undefined> {
  signal.throwIfAborted();
  const seen = engine.endpoint.address.kind === 'socket' ? cgroupUsage(id, Date.now()) : undefined;
  if (seen !== undefined) return seen;
  const options = { stream: false as const, 'one-shot': true };
  const answer = await unlessMissing(
    engine.call(`read stats of container ${id}`, signal, (docker, abortSignal) =>
      docker.getContainer(id).stats(Object.assign(options, { abortSignal })),
    ),
  );
  return answer && usageIn(answer);
}

/** Pure. */
export function usageIn({
  read,
  memory_stats: memory = {},
  cpu_stats: cpu = {},
}: StatsAnswer): ContainerUsage | undefined {
  if (!memory.usage) return undefined;
  const { total_inactive_file: first, inactive_file: second } = memory.stats ?? {};
  const at = Date.parse(read ?? '');
  return {
    at: Number.isNaN(at) ? 0 : at,
    memoryBytes: Math.max(0, memory.usage - (first ?? second ?? 0)),
    cpuNs: cpu.cpu_usage?.total_usage ?? 0,
  };
}
