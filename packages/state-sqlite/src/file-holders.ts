/**
 * Finds the processes that hold a lock on a file, from Linux's /proc. Best effort: it provides a
 * name for messages and never drives a decision.
 *
 *   /proc/locks            `1: POSIX  ADVISORY  READ 812 08:01:1234 …`: pid, device and inode
 *   /proc/<pid>/fd/<n>     a link to each open file; readable for one's own processes, and for root
 *   /proc/<pid>/comm       the process's name
 *
 * Gotcha: on file systems such as btrfs and overlay, /proc/locks shows another device than `stat`.
 * There, a match counts only if the process has an open file of this path.
 */
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';

/** A process. Its name is omitted when it cannot be read. */
export interface FileHolder {
  readonly pid: number;
  readonly program?: string;
}

/**
 * Returns the other processes that hold a lock on the file; empty when they cannot be determined.
 */
export function holdersOf(path: string, proc = '/proc'): readonly FileHolder[] {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    const locks = parseLocks(readFileSync(`${proc}/locks`, 'utf8')).filter((lock) => lock.inode === ino);
    const certain = locks.filter((lock) => lock.device === deviceName(dev) || isOpen(proc, lock.pid, path));
    const pids = new Set(certain.map(({ pid }) => pid).filter((pid) => pid !== process.pid));
    return [...pids].map((pid) => described(proc, pid));
  } catch {
    return []; // No /proc on this system. The file is in use all the same.
  }
}

/** One line of /proc/locks. */
interface LockLine {
  readonly pid: number;
  /** `08:01`, hexadecimal. */
  readonly device: string;
  readonly inode: bigint;
}

/**
 * Pure. Skips lines of waiting processes (`->`) and locks without a process: they have another
 * form, or no process id.
 */
export function parseLocks(text: string): readonly LockLine[] {
  return [...text.matchAll(/^\d+: \w+ +\w+ +\w+ +(\d+) +([0-9a-f]+:[0-9a-f]+):(\d+) /gm)].map(
    ([, pid = '', device = '', inode = '']) => ({ pid: Number(pid), device, inode: BigInt(inode) }),
  );
}

/**
 * The two numbers of a device, unpacked from the one number that Linux packs them into
 * (makedev(3)).
 */
function deviceName(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n);
  const minor = (dev & 0xffn) | ((dev >> 12n) & 0xffffff00n);
  return [major, minor].map((number) => number.toString(16).padStart(2, '0')).join(':');
}

function isOpen(proc: string, pid: number, path: string): boolean {
  try {
    const target = realpathSync(path);
    return readdirSync(`${proc}/${pid}/fd`).some((fd) => readlinkSync(`${proc}/${pid}/fd/${fd}`) === target);
  } catch {
    return false;
  }
}

function described(proc: string, pid: number): FileHolder {
  try {
    const program = readFileSync(`${proc}/${pid}/comm`, 'utf8').trim();
    return program === '' ? { pid } : { pid, program };
  } catch {
    return { pid };
  }
}
