/**
 * Which process listens on a port, from Linux's /proc. Best effort: a helpful name, never a decision.
 *
 *   /proc/net/tcp{,6}      column 2 local address, column 4 state (0A = LISTEN), column 10 the socket's inode
 *   /proc/<pid>/fd/<n>     a link `socket:[<inode>]` for each open socket; readable for one's own processes, and for root
 *   /proc/<pid>/comm       the process's name
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { PortHolder } from '@smolfaas/core';

/** The holder of a listening port; empty when it cannot be told (another system, another user's process). */
export async function findOwner(port: number, proc = '/proc'): Promise<PortHolder> {
  try {
    const tables = await Promise.all(
      ['tcp', 'tcp6'].map((name) => readFile(`${proc}/net/${name}`, 'utf8').catch(() => '')),
    );
    const inodes = listeningInodes(tables.join('\n'), port);
    const pids = inodes.size === 0 ? [] : (await readdir(proc)).filter((name) => /^\d+$/.test(name));
    for (const pid of pids) {
      if (await holds(`${proc}/${pid}/fd`, inodes)) return await described(proc, pid);
    }
  } catch {
    // No /proc here. The port is taken all the same.
  }
  return {};
}

/** Inodes of the sockets that listen on the port, on whatever address. Pure. */
export function listeningInodes(table: string, port: number): ReadonlySet<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  const listening = rows.filter((columns) => columns[3] === '0A' && columns[1]?.endsWith(`:${hex}`));
  return new Set(listening.flatMap((columns) => columns[9] ?? []));
}

async function holds(directory: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const names = await readdir(directory).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${directory}/${name}`).catch(() => '')));
  return links.some((link) => inodes.has(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? ''));
}

async function described(proc: string, pid: string): Promise<PortHolder> {
  const name = await readFile(`${proc}/${pid}/comm`, 'utf8').catch(() => '');
  return { pid: Number(pid), ...(name.trim() !== '' && { process: name.trim() }) };
}
