/**
 * A second Docker Engine that a test may stop, kill, fill and prune, since the one that all tests share may not be touched.
 *
 * It is a `dockerd` in namespaces of its own (namespaces.ts), with its data on a disk in memory and its socket in a temporary
 * directory. Base images come over from the shared engine. Needs root, and `dockerd` beside the shared engine; starts in half a second.
 *
 * What would surprise: its published ports are on another loopback than ours. So the CLI has to run with `through`, in the engine's
 * network, and a test calls functions over relayed ports (port-relay.ts). `use` arranges both for a project.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engineCall, engineSocket } from './engine.js';
import type { TestProject } from './project.js';
import { baseImages } from './throwaway/base-images.js';
import { copyImages } from './throwaway/copy-images.js';
import { Namespaces } from './throwaway/namespaces.js';
import { relayPorts } from './throwaway/port-relay.js';

const START_MS = 20_000;

/** A signal for the daemon alone, or the end of every process at once, with what a boot clears gone as well. */
export type Stop = 'SIGTERM' | 'SIGKILL' | 'power failure';

export class ThrowawayEngine {
  readonly socketPath: string;
  /** Base images by variable, see base-images.ts. */
  readonly bases: Readonly<Record<string, string>>;
  readonly #dir: string;
  readonly #room: Namespaces;
  /** The shared engine. */
  readonly #source = engineSocket();
  readonly #closers: (() => void)[] = [];
  #daemon: ChildProcess | undefined;

  private constructor(dir: string, room: Namespaces, bases: Readonly<Record<string, string>>) {
    this.#dir = dir;
    this.#room = room;
    this.bases = bases;
    this.socketPath = join(dir, 'docker.sock');
  }

  /** Starts one that has the base images. From now on this process's tests look at it, until `dispose`. */
  static async create(): Promise<ThrowawayEngine> {
    const bases = await baseImages();
    const dir = await mkdtemp(join(tmpdir(), 'smolfaas-engine-'));
    await mkdir(join(dir, 'disk'));
    await writeFile(join(dir, 'daemon.json'), '{}');
    const engine = new ThrowawayEngine(dir, await Namespaces.create(join(dir, 'disk')), bases);
    await engine.start();
    await engine.loadBases();
    process.env['DOCKER_HOST'] = `unix://${engine.socketPath}`;
    return engine;
  }

  /** Starts the daemon and waits until it answers. Containers with a restart policy come back, as after a boot. */
  async start(): Promise<void> {
    const disk = join(this.#dir, 'disk');
    const [command = '', ...enter] = this.#room.all;
    const flags = { host: `unix://${this.socketPath}`, 'data-root': `${disk}/data`, 'exec-root': `${disk}/exec` };
    const files = { pidfile: `${disk}/dockerd.pid`, 'config-file': join(this.#dir, 'daemon.json') };
    const args = Object.entries({ ...flags, ...files }).flatMap(([name, value]) => [`--${name}`, value]);
    const daemon = spawn(command, [...enter, 'dockerd', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    daemon.stderr.pipe(createWriteStream(this.#log, { flags: 'a' }));
    this.#daemon = daemon;
    for (const until = performance.now() + START_MS; !(await this.answers()); await sleep(50)) {
      if (daemon.exitCode === null && daemon.signalCode === null && performance.now() < until) continue;
      throw new Error(`dockerd does not answer:\n${(await readFile(this.#log, 'utf8')).slice(-3000)}`);
    }
  }

  /** Ends the daemon as `how` says. SIGTERM stops its containers first. */
  async stop(how: Stop = 'SIGTERM'): Promise<void> {
    const daemon = this.#daemon;
    if (daemon === undefined) return;
    const ended = once(daemon, 'close');
    this.#daemon = undefined;
    const disk = join(this.#dir, 'disk');
    if (how === 'power failure') await this.#room.killAll(disk, join(disk, 'exec'), join(disk, 'dockerd.pid'));
    else await this.#room.run('sh', '-c', 'kill -s "$0" "$(cat "$1")"', how.slice(3), join(disk, 'dockerd.pid'));
    await ended;
  }

  async restart(how: Stop): Promise<void> {
    await this.stop(how);
    await this.start();
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
    await this.#room.run('kill', '-KILL', String(State.Pid));
  }

  /** Lets a project run on this engine. Its bases are named, so that they stay the chosen ones when they are pruned. */
  async use(project: TestProject): Promise<void> {
    project.through = this.#room.network;
    project.env = { ...project.env, ...this.bases };
    this.#closers.push(await relayPorts(this.#room, this.#dir, [project.httpPort, project.httpsPort]));
  }

  /** Ends it, and everything that it ran. */
  async dispose(): Promise<void> {
    for (const close of this.#closers) close();
    process.env['DOCKER_HOST'] = `unix://${this.#source}`;
    await this.stop();
    await this.#room.close();
    await rm(this.#dir, { recursive: true, force: true });
  }

  get #log(): string {
    return join(this.#dir, 'dockerd.log');
  }
}
