/**
 * A room of its own in the kernel: network, mount and process namespaces that a test's second Docker Engine lives in.
 *
 * Why: an engine rewrites the bridges and iptables chains of the network namespace it runs in. Two engines in one would flush each
 * other's rules; in a namespace of its own the second one has its own loopback, `docker0` and rules, and cannot reach ours.
 *
 * Invariant: the first process in the room reads from us and ends when we are gone, however we end; with it the kernel ends
 * every process in the room and lets go of every mount. So nothing outlives a test run that was killed. It is a bash without children,
 * since bash takes leave of orphans that end, and a room in which everything else was killed goes on.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a room is made from. */
export interface RoomPlan {
  /** A temporary directory that those in the room see under the same path; `disk` in it becomes a disk in memory, for them only. */
  readonly dir: string;
  /** How large that disk may grow. */
  readonly megabytes?: number | undefined;
  /** Whether the disk is an ext4 in that memory, as most machines have one, instead of a tmpfs, which is faster. */
  readonly ext4?: boolean | undefined;
  /** A root file system of its own instead of this machine's; it is read, never written. */
  readonly root?: string | undefined;
  /** A command that enters another network; the room then shares it instead of having one of its own. */
  readonly inside?: readonly string[] | undefined;
}

export class Namespaces {
  /** Put before a command, it runs in the room's network, and otherwise here: as the same process, with our files and signals. */
  readonly network: readonly string[];
  /** Put before a command, it runs in the room altogether. Signals do not reach it from here. */
  readonly all: readonly string[];
  readonly #first: ChildProcess;

  private constructor(first: ChildProcess) {
    const ns = `/proc/${first.pid}/ns`;
    this.#first = first;
    this.network = ['nsenter', `--net=${ns}/net`];
    this.all = [...this.network, `--mount=${ns}/mnt`, `--pid=${ns}/pid_for_children`];
  }

  /** Makes the room and starts its first process. */
  static async create({ dir, megabytes = 4096, ext4 = false, root, inside = [] }: RoomPlan): Promise<Namespaces> {
    const disk = join(dir, 'disk');
    await mkdir(disk);
    const net = inside.length > 0 ? [] : ['--net'];
    const unshare = ['unshare', ...net, '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const [command = '', ...args] = [...inside, ...unshare];
    const script = ['bash', '-c', FIRST, disk, `${megabytes}m`, root ?? '', dir, ext4 ? 'ext4' : ''];
    const first = spawn(command, [...args, ...script], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [first.stdout, first.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
    const ready = new Promise<void>((resolve) => {
      first.stdout.on('data', () => said.includes('ready') && resolve());
    });
    const ended = once(first, 'close').then(() => {
      throw new Error(`a room for a second engine needs root, unshare, nsenter and ip: ${said}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => undefined);
    return new Namespaces(first);
  }

  /** Runs a command in the room to its end; gives what it printed. @throws when it fails */
  async run(...argv: readonly string[]): Promise<string> {
    const [command = '', ...args] = [...this.all, ...argv];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}`);
    return out;
  }

  /** Kills all processes but the first, and removes what would not outlive a boot: mounts below `disk`, bridges, packet filters, and these paths. */
  async killAll(disk: string, ...volatile: readonly string[]): Promise<void> {
    await this.run('sh', '-c', KILL_ALL, disk, ...volatile);
  }

  /** Ends everything in it. */
  async close(): Promise<void> {
    const gone = once(this.#first, 'close');
    this.#first.stdin?.end();
    await gone;
  }
}

/**
 * The first process: disk, size, root, shared directory and the disk's format are its arguments. Another root is laid over the disk, so that nothing is
 * written into it, and becomes the root of the whole namespace: a process that enters it later finds that one. Temporary files are shared, since tests
 * mount directories of theirs into containers.
 *
 * Connections pass a translation of addresses in each room on their way out. A packet that comes late, as under load, is then sent on as it is, by
 * default, and answered with a reset; so a kernel setting lets such packets through.
 */
const FIRST = `set -e
echo 0 > /proc/sys/net/ipv6/conf/lo/disable_ipv6 || true
echo 1 > /proc/sys/net/netfilter/nf_conntrack_tcp_be_liberal || true
ip link set lo up
mount -t tmpfs -o "size=$1" tmpfs "$0"
if [ "$4" = ext4 ]; then
  truncate -s "$1" "$0/image"
  mkfs.ext4 -q -m 0 -O ^has_journal -E nodiscard,lazy_itable_init=1 "$0/image"
  mount -o loop,discard "$0/image" "$0"
fi
if [ -n "$2" ]; then
  mkdir "$0/upper" "$0/work" "$0/root"
  mount -t overlay -o "lowerdir=$2,upperdir=$0/upper,workdir=$0/work" overlay "$0/root"
  cd "$0/root"
  mount --rbind /sys sys
  mount --rbind /dev dev
  mount -t proc proc proc
  mount -t tmpfs tmpfs run
  mount --bind /tmp tmp
  mkdir -p ".$3" old
  mount --bind "$3" ".$3"
  mount --bind "$0" ".$0"
  cp --remove-destination /etc/resolv.conf etc/resolv.conf
  pivot_root . old
  umount -l /old
fi
echo ready
while read -r _; do :; done`;

const KILL_ALL = `kill -KILL -1
while mount=$(grep -m 1 -o " $0/[^ ]*" /proc/mounts); do umount -l $mount; done
for bridge in $(ip -brief link show type bridge | cut -d ' ' -f 1); do ip link delete $bridge; done
for table in filter nat; do iptables -t $table -F && iptables -t $table -X; done
rm -rf "$@"`;
