/**
 * Finds the process that listens on a port, from Linux's /proc. Best effort: it provides a name for
 * messages and never drives a decision.
 *
 *   /proc/net/tcp{,6}      which sockets listen, and the inode of each (tcp-table.ts)
 *   /proc/<pid>/fd/<n>     a link `socket:[<inode>]` for each open socket; readable for one's own
 *                          processes, and for root
 *   /proc/<pid>/comm       the process's name
 */
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { PortHolder } from '@smolfaas/core';
import { parseTcpTable, TCP_STATE } from '@smolfaas/core/tcp-table.js';

/**
 * The holder of a listening port; empty when it cannot be determined (another system, another
 * user's process).
 */
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
    // No /proc on this system. The port is taken all the same.
  }
  return {};
}

/** Inodes of the sockets that listen on the port, on any address. Pure. */
export function listeningInodes(table: string, port: number): ReadonlySet<string> {
  const listening = parseTcpTable(table).filter(
    ({ state, local }) => state === TCP_STATE.listen && local.port === port,
  );
  return new Set(listening.map(({ inode }) => inode).filter((inode) => inode !== ''));
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
