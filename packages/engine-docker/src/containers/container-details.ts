/**
 * Extracts a container's details from an inspection, as values of the contract (stage 5).
 *
 *   GET /containers/<id>/json   HostConfig: Memory, PidsLimit, CpuShares, NanoCpus, RestartPolicy
 *                               NetworkSettings.Networks.<name>.Aliases
 *                               RestartCount, State.StartedAt
 *
 * Gotcha: an engine that cannot enforce a limit (no cgroup for it, rootless) drops it and reports 0
 * or null. So 0 means unknown, and is left out.
 */
import type { ContainerDetails } from '@smolfaas/core';
import type { ContainerInspectInfo } from 'dockerode';
import type { Connection } from '../connection/connection.js';
import { inspectContainer } from './inspect-container.js';

/** Policies by which an engine restarts a container, however its process ended. */
const RESTARTING: readonly (string | undefined)[] = ['always', 'unless-stopped'];

/**
 * The current details of one container; undefined when it is gone. @throws SmolfaasError engine-*
 */
export async function inspectDetails(
  engine: Connection,
  id: string,
  signal: AbortSignal,
): Promise<ContainerDetails | undefined> {
  const info = await inspectContainer(engine, id, signal);
  return info && containerDetails(info);
}

/** The details in an inspection. Pure. */
export function containerDetails(info: ContainerInspectInfo): ContainerDetails {
  const { HostConfig, NetworkSettings, RestartCount, State } = info;
  const { Memory, PidsLimit, CpuShares, NanoCpus, RestartPolicy } = HostConfig;
  const networks = Object.entries(NetworkSettings.Networks ?? {});
  return {
    aliases: Object.fromEntries(networks.map(([name, { Aliases }]) => [name, Aliases ?? []])),
    ...(Memory && { memoryBytes: Memory }),
    ...(PidsLimit && { pids: PidsLimit }),
    ...(CpuShares && { cpuShares: CpuShares }),
    ...(NanoCpus && { cpus: NanoCpus / 1e9 }),
    restartsItself: RESTARTING.includes(RestartPolicy?.Name),
    restarts: RestartCount,
    startedAt: Date.parse(State.StartedAt),
  };
}
