/**
 * A network that reaches the outside world, for a room whose builds fetch packages.
 *
 * It is that of a container on the shared engine's own bridge, which the engine has given an address and a way out; the container itself
 * only waits. So nothing of the host's network is changed by us, and it is gone with the container.
 */
import { readdir, readFile } from 'node:fs/promises';
import { addressOf, engineCall } from '../engine.js';
import { baseImage } from '../bases.js';

/** Longer than any run; then it ends by itself and the engine removes it. */
const HOURS = 6;

export interface Bridge {
  /** Put before a command, it runs in that network, and otherwise here. */
  readonly inside: readonly string[];
  /** Its address, which this machine reaches. */
  readonly address: string;
  remove(): Promise<void>;
}

/** Starts the container on the engine that listens on `socket`. */
export async function openBridge(socket: string): Promise<Bridge> {
  const { Id } = await engineCall<{ Id: string }>(
    'POST',
    '/containers/create',
    {
      Image: await baseImage('node', 'node'),
      Entrypoint: ['node'],
      Cmd: ['-e', `setTimeout(() => undefined, ${HOURS * 3_600_000}); process.on('SIGTERM', () => process.exit())`],
      HostConfig: { AutoRemove: true },
    },
    socket,
  );
  await engineCall('POST', `/containers/${Id}/start`, undefined, socket);
  return {
    inside: ['nsenter', `--net=/proc/${await processOf(Id)}/ns/net`],
    address: await addressOf(Id, socket),
    remove: () => engineCall('DELETE', `/containers/${Id}?force=1`, undefined, socket),
  };
}

/**
 * The container's process as this process's /proc numbers it. The engine tells its own number, which is another one when the engine has process ids of
 * its own, as a second engine has; but a process's control groups are named after its container everywhere.
 */
async function processOf(container: string): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const groups = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => ''); // it may have ended meanwhile
    if (groups.includes(container) && !groups.includes('conmon')) return pid;
  }
  throw new Error(`no process of container ${container} is to be seen`);
}
