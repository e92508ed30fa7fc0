/**
 * A second engine that a test may stop, kill, fill and prune, since the one that all tests share may not be touched.
 *
 * It is a daemon in namespaces of its own (namespaces.ts), with its data on a disk in memory and its socket in a temporary
 * directory. Base images come over from the shared engine. Needs root; starts in half a second. It is this machine's `dockerd`, or another
 * engine of tools/engines/catalog.mjs, which then has a root file system of its own.
 *
 * Gotcha: its published ports are on another loopback than ours. So the CLI has to run with `through`, in the engine's
 * network, and a test calls functions over relayed ports (port-relay.ts). `use` arranges both for a project.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineKind } from '../../tools/engines/catalog.mjs';
import { provideRoot } from '../../tools/engines/roots.mjs';
import { engineCall, engineSocket } from './engine.js';
import type { TestProject } from './project.js';
import { usualImages } from './throwaway/base-images.js';
import { openBridge } from './throwaway/bridge.js';
import { copyImages } from './throwaway/copy-images.js';
import { makeCertificates } from './throwaway/certificates.js';
import { type DaemonPlan, dockerd, type EnginePlaces, podman, TLS_PORT } from './throwaway/daemons.js';
import { Namespaces } from './throwaway/namespaces.js';
import { relayPorts } from './throwaway/port-relay.js';

const START_MS = 20_000;

/** A signal for the daemon alone, or the end of every process at once, with what a boot clears gone as well. */
export type Stop = 'SIGTERM' | 'SIGKILL' | 'power failure';

/** What a test may choose. */
export interface ThrowawayOptions {
  /** An engine of the catalog; else the one that the run is about, which is this machine's if nothing is said. */
  readonly kind?: string;
  /** Base images to bring over, by variable; else those of a Node.js function, and the builder's if the run is about that one. */
  readonly bases?: Readonly<Record<string, string>>;
  /** Whether its containers and builds reach the outside world. */
  readonly online?: boolean;
  /** Whether it can be used from another machine, which this one then is: it is online, and listens on TCP for clients with a certificate. */
  readonly remote?: boolean;
  /** How much it may hold, 4096 unless said. */
  readonly megabytes?: number;
  /** Whether its disk has the file system of most machines, see namespaces.ts. A builder without root needs it. */
  readonly ext4?: boolean;
  /** Puts into the room what the daemon is to find there; gives settings for its daemon.json. `dir` is seen in the room, and goes with it. */
  readonly furnish?: (room: Namespaces, dir: string) => Promise<object>;
}

export class ThrowawayEngine {
  readonly socketPath: string;
  /** Base images by variable, see base-images.ts. */
  readonly bases: Readonly<Record<string, string>>;
  /** Where it is found from here, when it is online. */
  address: string | undefined;
  readonly #dir: string;
  readonly #room: Namespaces;
  readonly #plan: DaemonPlan;
  /** The shared engine. */
  readonly #source = engineSocket();
  readonly #closers: (() => unknown)[] = [];
  #daemon: ChildProcess | undefined;

  private constructor(places: EnginePlaces, room: Namespaces, plan: DaemonPlan, bases: ThrowawayEngine['bases']) {
    this.#dir = places.dir;
    this.#room = room;
    this.#plan = plan;
    this.bases = bases;
    this.socketPath = places.socketPath;
  }

  /** Starts one that has the base images. From now on this process's tests look at it, until `dispose`. */
  static async create(options: ThrowawayOptions = {}): Promise<ThrowawayEngine> {
    const kind = engineKind(options.kind ?? process.env['SMOLFAAS_TEST_ENGINE'] ?? 'docker-host');
    const bases = options.bases ?? (await usualImages());
    const root = kind.root === undefined ? undefined : await provideRoot(kind.root);
    const dir = await mkdtemp(join(tmpdir(), 'smolfaas-engine-'));
    const { remote = false, online = remote, megabytes, ext4 } = options;
    const bridge = online ? await openBridge(process.env['SMOLFAAS_TEST_WAY_OUT'] ?? engineSocket()) : undefined;
    const certificates = remote ? await makeCertificates(join(dir, 'certificates'), bridge?.address ?? '') : undefined;
    const places = { dir, disk: join(dir, 'disk'), socketPath: join(dir, 'docker.sock'), certificates };
    const room = await Namespaces.create({ dir, root, inside: bridge?.inside, megabytes, ext4 });
    const settings = { ...kind.settings, ...(await options.furnish?.(room, dir)) };
    const plan = kind.daemon === 'podman' ? podman(places) : dockerd(places, settings);
    for (const [name, text] of Object.entries(plan.files)) await writeFile(join(dir, name), text);
    const engine = new ThrowawayEngine(places, room, plan, bases);
    if (bridge !== undefined) engine.#closers.push(() => bridge.remove());
    engine.address = bridge?.address;
    await engine.start();
    await engine.loadBases();
    process.env['DOCKER_HOST'] = `unix://${engine.socketPath}`;
    return engine;
  }

  /** Starts the daemon and waits until it answers. Containers with a restart policy come back, as after a boot. */
  async start(): Promise<void> {
    const argv = [...this.#room.all, 'sh', '-c', WITH_PID_FILE, this.#pidFile, ...this.#plan.argv];
    const env = { ...process.env, ...this.#plan.env };
    const daemon = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], env });
    daemon.stderr.pipe(createWriteStream(this.#log, { flags: 'a' }));
    this.#daemon = daemon;
    for (const until = performance.now() + START_MS; !(await this.answers()); await sleep(50)) {
      if (daemon.exitCode === null && daemon.signalCode === null && performance.now() < until) continue;
      throw new Error(`the engine does not answer:\n${(await readFile(this.#log, 'utf8')).slice(-3000)}`);
    }
  }

  /** Ends the daemon as `how` says. SIGTERM stops its containers first. */
  async stop(how: Stop = 'SIGTERM'): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === undefined) return;
    const ended = once(daemon, 'close');
    this.#daemon = undefined;
    const disk = join(this.#dir, 'disk');
    if (how === 'power failure') await this.#room.killAll(disk, ...this.#plan.volatile);
    else await this.#room.run('sh', '-c', 'kill -s "$0" "$(cat "$1")"', how.slice(3), this.#pidFile);
    await ended;
  }

  async restart(how: Stop): Promise<void> {
    await this.stop(how);
    await this.start();
    const { atBoot, env } = this.#plan;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    if (how === 'power failure' && atBoot !== undefined) await this.#room.run('env', ...variables, ...atBoot);
  }

  answers(): Promise<boolean> {
    return engineCall('GET', '/_ping', undefined, this.socketPath).then(
      () => true,
      () => false,
    );
  }

  /** Brings the base images in, again after they were pruned. */
  loadBases(): Promise<void> {
    return copyImages([...new Set(Object.values(this.bases))], this.#source, this.socketPath);
  }

  /** Kills the main process of a container from outside, as the kernel's OOM killer does. */
  async killProcessOf(container: string): Promise<void> {
    const { State } = await engineCall<{ State: { Pid: number } }>('GET', `/containers/${container}/json`);
    if (State.Pid === 0) throw new Error(`${container} does not run`);
    await this.#room.run('sh', '-c', 'kill -KILL "$0"', String(State.Pid));
  }

  /** Put before a command, it runs in the engine's network: there, published ports are on its loopback. */
  get network(): readonly string[] {
    return this.#room.network;
  }

  /** The environment of a docker client on another machine, which this one is to a remote engine. */
  get asRemote(): Record<string, string> {
    const address = `tcp://${this.address}:${TLS_PORT}`;
    return { DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(this.#dir, 'certificates') };
  }

  /** Lets a project run on this engine. Its bases are named, so that they stay the chosen ones when they are pruned. */
  async use(project: TestProject): Promise<void> {
    project.through = this.#room.network;
    project.env = { ...project.env, ...this.bases };
    this.#closers.push(await relayPorts(this.#room, this.#dir, [project.httpPort, project.httpsPort]));
  }

  /** Ends it, and everything that it ran. */
  async dispose(): Promise<void> {
    for (const close of this.#closers) await close();
    process.env['DOCKER_HOST'] = `unix://${this.#source}`;
    await this.stop();
    await this.#room.close();
    await rm(this.#dir, { recursive: true, force: true });
  }

  /** Seen in the room only, with the number that the daemon has there. */
  get #pidFile(): string {
    return join(this.#dir, 'disk/daemon.pid');
  }

  get #log(): string {
    return join(this.#dir, 'dockerd.log');
  }
}

const WITH_PID_FILE = 'echo $$ > "$0"; exec "$@"';
