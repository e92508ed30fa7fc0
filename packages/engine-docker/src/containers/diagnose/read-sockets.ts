/**
 * Gets the kernel's TCP tables of a container: from this host if the container's process is on it, else from inside.
 *
 * From this host needs nothing of the image and works for one without any program but the function's. Whether the process with
 * that number is really the container's is checked by its cgroup, which carries the container's id: behind a forwarded socket
 * the number belongs to another machine.
 *
 * What would surprise: a command that starts while its container ends may never be told as ended (Engine 28). So it has seconds only, and
 * its silence is one more way in which the tables cannot be had.
 */
import { readFile, readlink } from 'node:fs/promises';
import { isSmolfaasError, type ListeningSocket } from '@smolfaas/core';
import type { Connection } from '../../connection/connection.js';
import { execInContainer } from '../exec-in-container.js';
import { parseListening } from './listening.js';

/** How long `cat` may take in a container that lives. */
const INSIDE_MS = 5_000;

/** Listening sockets of a running container; undefined where neither way works. @throws the signal's reason when aborted */
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

/** The kernel prints users as the reader counts them: in a rootless engine, the container's root is somebody else out here. */
async function countsUsersAlike(pid: number): Promise<boolean> {
  try {
    return (await readlink(`/proc/${pid}/ns/user`)) === (await readlink('/proc/self/ns/user'));
  } catch {
    return false; // not ours to read
  }
}

async function fromHost({ id, pid }: { readonly id: string; readonly pid: number }): Promise<string | undefined> {
  try {
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'utf8');
    if (!cgroup.includes(id)) return undefined;
    const tcp6 = readFile(`/proc/${pid}/net/tcp6`, 'utf8').catch(() => ''); // absent where IPv6 is off
    return `${await readFile(`/proc/${pid}/net/tcp`, 'utf8')}\n${await tcp6}`;
  } catch {
    return undefined; // another machine, another system, or not ours to read: the container is asked instead
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
