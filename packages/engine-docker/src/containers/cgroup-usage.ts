/**
 * Memory and CPU time of a container from the kernel's own files, where this process sees them.
 *
 * An engine measures once per second, and its answer waits for the next time: `ps` would take a
 * second. The files are those that the engine itself reads.
 *
 *   cgroup v2   <root>/<parent>/memory.current, memory.stat, cpu.stat
 *   cgroup v1   <root>/memory/<parent>/memory.usage_in_bytes, memory.stat
 *               <root>/cpuacct/<parent>/cpuacct.usage
 *
 * The parent contains the container's id, which is random: a directory of this name is always that
 * container's. Where there is none (an engine in a virtual machine or in a container), the engine
 * is asked (usage.ts).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerUsage } from '@smolfaas/core';

const ROOT = '/sys/fs/cgroup';

/** Docker with both cgroup drivers, then Podman as root. */
const PARENTS = [
  (id: string) => `docker/${id}`,
  (id: string) => `system.slice/docker-${id}.scope`,
  (id: string) => `machine.slice/libpod-${id}.scope`,
  (id: string) => `libpod_parent/libpod-${id}`,
];

/** Undefined when no such files are visible here. @param root of the mounted cgroups */
export function cgroupUsage(id: string, now: number, root = ROOT): ContainerUsage | undefined {
  for (const parent of PARENTS) {
    const found = unified(join(root, parent(id)), now) ?? separate(root, parent(id), now);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** cgroup v2: all controllers in one directory. */
function unified(dir: string, at: number): ContainerUsage | undefined {
  const memory = read(dir, 'memory.current');
  if (memory === undefined) return undefined; // a failing call is the slowest
  const cpu = field(read(dir, 'cpu.stat'), 'usage_usec');
  if (cpu === undefined) return undefined;
  const cache = field(read(dir, 'memory.stat'), 'inactive_file') ?? 0;
  return { at, memoryBytes: Math.max(0, Number(memory) - cache), cpuNs: cpu * 1000 };
}

/** cgroup v1: a tree for each controller. */
function separate(root: string, parent: string, at: number): ContainerUsage | undefined {
  const dir = join(root, 'memory', parent);
  const memory = read(dir, 'memory.usage_in_bytes');
  const cpu = read(join(root, 'cpuacct', parent), 'cpuacct.usage');
  if (memory === undefined || cpu === undefined) return undefined;
  const cache = field(read(dir, 'memory.stat'), 'total_inactive_file') ?? 0;
  return { at, memoryBytes: Math.max(0, Number(memory) - cache), cpuNs: Number(cpu) };
}

function read(dir: string, file: string): string | undefined {
  try {
    return readFileSync(join(dir, file), 'latin1');
  } catch {
    return undefined; // another version of cgroups, or not visible here
  }
}

/** The number after a name in a file of lines `name number`. */
function field(text: string | undefined, name: string): number | undefined {
  const found = new RegExp(`^${name} (\\d+)$`, 'm').exec(text ?? '');
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
