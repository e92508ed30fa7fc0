/**
 * A project of a test: a temporary directory with functions in it, names and ports of its own, and everything gone afterwards.
 *
 * Names carry a random id, so tests never meet each other's objects, nor those of a user who works on the same engine.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CliResult, type CliRun, runCli, startCli } from './cli.js';
import { containersNamed, engineCall, imagesNamed, networkIds, volumesAndNetworks } from './engine.js';
import { type Answer, type Call, callHttp, callHttps } from './http.js';
import { fullOr } from './length.js';
import { boundByPermissions } from './permissions.js';

/** Files of a function, by path. */
export type Files = Readonly<Record<string, string>>;

export class TestProject {
  readonly dir: string;
  /** Prefix of every name of this project. */
  readonly id: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Added to the environment of every run. */
  env: Record<string, string> = {};
  /** Kills a run after this long; else after what is usual, see cli.ts. */
  timeoutMs: number | undefined;
  /** What every run is started by, see throwaway-engine.ts. */
  through: readonly string[] = [];

  private constructor(dir: string, id: string, ports: readonly [number, number]) {
    this.dir = dir;
    this.id = id;
    [this.httpPort, this.httpsPort] = ports;
  }

  static async create(): Promise<TestProject> {
    const dir = await mkdtemp(join(tmpdir(), 'smolfaas-e2e-'));
    await mkdir(join(dir, 'functions'));
    const ports = [await freePort(), await freePort()] as const;
    return new TestProject(dir, `sf${randomBytes(4).toString('hex')}`, ports);
  }

  /** The same project, for runs in other circumstances beside others. */
  with(changes: Partial<Pick<TestProject, 'env' | 'through'>>): TestProject {
    const copy = new TestProject(this.dir, this.id, [this.httpPort, this.httpsPort]);
    return Object.assign(copy, { env: this.env, timeoutMs: this.timeoutMs, through: this.through }, changes);
  }

  get functionsDir(): string {
    return join(this.dir, 'functions');
  }

  get stateDb(): string {
    return join(this.dir, '.smolfaas');
  }

  get routerName(): string {
    return `${this.id}-router`;
  }

  get imagePrefix(): string {
    return `${this.id}-fn`;
  }

  /** The settings that keep this project apart, as environment variables. */
  get settings(): Record<string, string> {
    return {
      SMOLFAAS_NETWORK: `${this.id}-net`,
      SMOLFAAS_CADDY_NAME: this.routerName,
      SMOLFAAS_BUILDKIT_NAME: `${this.id}-buildkitd`,
      SMOLFAAS_IMAGE_PREFIX: this.imagePrefix,
      SMOLFAAS_HTTP_PORT: String(this.httpPort),
      SMOLFAAS_HTTPS_PORT: String(this.httpsPort),
      XDG_STATE_HOME: join(this.dir, 'xdg-state'),
      ...builderUnderTest(),
      ...this.env,
    };
  }

  /** Writes (or overwrites) files of a function. */
  async write(fn: string, files: Files): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const target = join(this.functionsDir, fn, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  }

  /** Copies one of the repository's example functions. */
  async copyExample(name: string): Promise<void> {
    const source = fileURLToPath(new URL(`../../functions/${name}`, import.meta.url));
    await cp(source, join(this.functionsDir, name), { recursive: true });
  }

  run(...args: readonly string[]): Promise<CliResult> {
    return runCli(args, { cwd: this.dir, env: this.settings, through: this.through, timeoutMs: this.timeoutMs });
  }

  /** Runs so that the permissions of files count, see permissions.ts. */
  runBoundByPermissions(...args: readonly string[]): Promise<CliResult> {
    const through = [...this.through, ...boundByPermissions()];
    return runCli(args, { cwd: this.dir, env: this.settings, through, timeoutMs: this.timeoutMs });
  }

  start(...args: readonly string[]): CliRun {
    return startCli(args, { cwd: this.dir, env: this.settings, through: this.through, timeoutMs: this.timeoutMs });
  }

  /** Runs and fails the test, with all output, when the exit code is not the expected one. */
  async expectRun(code: number, ...args: readonly string[]): Promise<CliResult> {
    const result = await this.run(...args);
    if (result.code !== code) {
      throw new Error(
        `smolfaas ${args.join(' ')} exited ${result.code ?? result.signal}, not ${code}\n${result.stdout}\n${result.stderr}`,
      );
    }
    return result;
  }

  call(path: string, call: Omit<Call, 'path'> = {}): Promise<Answer> {
    return callHttps(this.httpsPort, { ...call, path });
  }

  callPlain(path: string, call: Omit<Call, 'path'> = {}): Promise<Answer> {
    return callHttp(this.httpPort, { ...call, path });
  }

  /** Calls a function and parses its JSON. */
  async invoke<T = Record<string, unknown>>(fn: string, path = ''): Promise<T> {
    const answer = await this.call(`/invoke/${fn}${path}`);
    if (answer.status !== 200) throw new Error(`${fn} answered ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body) as T;
  }

  containers() {
    return containersNamed(this.id);
  }

  images() {
    return imagesNamed(this.id);
  }

  /** Names of everything that the engine still holds of this project. */
  async leftovers(): Promise<string[]> {
    const containers = await this.containers();
    const images = await this.images();
    const names = await volumesAndNetworks(this.id);
    return [...containers.flatMap((c) => c.Names), ...images.flatMap((image) => image.RepoTags ?? []), ...names];
  }

  /** Removes everything by name, without the code under test. */
  async dispose(): Promise<void> {
    for (const container of await this.containers())
      await ignoreGone(engineCall('DELETE', `/containers/${container.Id}?force=1&v=1`));
    for (const image of await this.images()) {
      for (const tag of image.RepoTags ?? [])
        await ignoreGone(engineCall('DELETE', `/images/${encodeURIComponent(tag)}?force=1`));
    }
    for (const id of await networkIds(this.id)) await ignoreGone(engineCall('DELETE', `/networks/${id}`));
    for (const name of await volumesAndNetworks(this.id)) await ignoreGone(engineCall('DELETE', `/volumes/${name}`));
    await rm(this.dir, { recursive: true, force: true });
  }
}

/**
 * Both builders, for what must be true on each; only one in a run of the whole suite that is about one.
 * @param sample the only one in the short form of the tests
 */
export function builders(sample?: 'engine' | 'container'): readonly string[] {
  const builder = process.env['SMOLFAAS_TEST_BUILDER'];
  if (builder !== undefined) return [builder];
  return fullOr(['engine', 'container'], sample === undefined ? ['engine', 'container'] : [sample]);
}

/** Whether a run of the whole suite is about the builder in a container: then its image is needed as well. */
export function isAboutContainer(): boolean {
  return builderUnderTest()['SMOLFAAS_BUILDER'] === 'container';
}

/** The builder that a run of the whole suite is about, see engines/whole-suite.matrix.ts. */
function builderUnderTest(): Record<string, string> {
  const builder = process.env['SMOLFAAS_TEST_BUILDER'];
  return builder === undefined ? {} : { SMOLFAAS_BUILDER: builder };
}

async function ignoreGone(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    const status = error instanceof Error && 'status' in error ? error.status : undefined;
    // 403: an engine under load may keep an endpoint of a container that is gone, until it is restarted.
    if (status !== 403 && status !== 404 && status !== 409) throw error;
  });
}

/** Ports below those that Linux takes for outgoing connections (32768 and up), so that none is taken while it is not published. */
const PORTS = [20_000, 32_000] as const;

/** A port that no process listens on right now. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 20; tries += 1) {
    const server = createServer().listen(randomInt(...PORTS), '127.0.0.1');
    const outcome = await Promise.race([once(server, 'listening').then(() => 'free'), once(server, 'error')]);
    const address = server.address();
    server.close();
    if (outcome === 'free' && typeof address === 'object' && address !== null) return address.port;
  }
  throw new Error(`no free port between ${PORTS.join(' and ')}`);
}
