/**
 * Reads the kernel's TCP tables of a container: from this host if the container's process runs on
 * it, otherwise from inside.
 *
 * Reading from this host requires nothing of the image, so it works without any program but the
 * function's. The process's cgroup contains the container's id. So it shows whether the process
 * with that number really is the container's: behind a forwarded socket, the number belongs to
 * another machine.
 *
 * Gotcha: the engine may never report the end of a command that starts while its container exits
 * (Engine 28). So the command has only seconds. If they pass, the tables are unavailable.
 */
import { readFile, readlink } from 'node:fs/promises';
import { isSmolfaasError, type ListeningSocket } from '@smolfaas/core';
import type { Connection } from '../../connection/connection.js';
import { execInContainer } from '../exec-in-container.js';
import { parseListening } from './listening.js';

/** How long `cat` may take in a running container, in milliseconds. */
const INSIDE_MS = 5_000;

/**
 * Listening sockets of a running container; undefined if neither way works.
 * @throws the signal's reason when aborted
 */
export async function readListening(
  engine: Connection,
  container: { readonly id: string; readonly pid: number },
  signal: AbortSignal,
): Promise<readonly ListeningSocket[] | undefined> {
  if (container.pid === 0) return undefined;
  const seen = await fromHost(container);
  if (seen !== undefined) {
    const sockets = parseListening(seen);
    return (await countsUsersAlike(container.pid)) ? sockets : sockets.map(({ address, port }) => ({ address, port }));
  }
  const table = await fromInside(engine, container.id, signal);
  return table === undefined ? undefined : parseListening(table);
}

/**
 * Whether user ids read on this host are those of the container. The kernel prints them as the
 * reader counts them: in a rootless engine, the container's root is another user on the host.
 */
async function countsUsersAlike(pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/ns/user`)) === (await readlink('/proc/self/ns/user'));
  } catch {
    return false; // not readable by this user
  }
}

async function fromHost({ id, pid }: { readonly id: string; readonly pid: number }): Promise<string | undefined> {
  try {
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8');
    if (!cgroup.includes(id)) return undefined;
    const tcp6 = readFile(`/proc/${pid}/net/tcp6`, 'utf8').catch(() => ''); // absent if IPv6 is off
    return `${await readFile(`/proc/${pid}/net/tcp`, 'utf8')}\n${await tcp6}`;
  } catch {
    return undefined; // another machine, another system, or not readable by this user: read from inside instead
  }
}

async function fromInside(engine: Connection, id: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const command = ['cat', '/proc/net/tcp', '/proc/net/tcp6'];
    const { stdout } = await execInContainer(engine, id, command, signal, INSIDE_MS);
    return stdout.includes('local_address') ? stdout : undefined;
  } catch (error) {
    signal.throwIfAborted();
    const stopped = isSmolfaasError(error, 'engine-error'); // or an image without `cat`
    if (stopped || isSmolfaasError(error, 'engine-hangs')) return undefined;
    throw error;
  }
}
