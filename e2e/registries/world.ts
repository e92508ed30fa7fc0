/**
 * What the tests of private registries share: a second engine that trusts some registries, a project on it whose Docker configuration
 * is the test's, and functions that are no more than a page, since what counts is where their base image comes from.
 *
 * Everything that any run printed is kept, to be searched for the password in the end.
 */
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EngineKind, engineKind } from '../../tools/engines/catalog.mjs';
import { baseImage } from '../harness/bases.js';
import type { CliResult } from '../harness/cli.js';
import { ImageRegistries, LOGIN, REGISTRY } from '../harness/image-registry/registries.js';
import { type Files, TestProject } from '../harness/project.js';
import { baseImages } from '../harness/throwaway/base-images.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';

export class World {
  /** Output of all runs so far. */
  printed = '';
  readonly engine: ThrowawayEngine;
  readonly kind: EngineKind;
  readonly registries: ImageRegistries;
  /** A small base image that the engine has under a name of its own. */
  readonly small: string;
  readonly #projects: TestProject[] = [];

  private constructor(engine: ThrowawayEngine, kind: EngineKind, registries: ImageRegistries, small: string) {
    this.engine = engine;
    this.kind = kind;
    this.registries = registries;
    this.small = small;
  }

  /** @param more images to bring over besides those of a Node.js function, by variable */
  static async create(more: Readonly<Record<string, string>> = {}): Promise<World> {
    const small = await baseImage('go', 'static');
    const bases = { ...(await baseImages()), SMALL: small, ...more };
    const kind = engineKind(process.env['SMOLFAAS_TEST_ENGINE'] ?? 'docker-host');
    let registries: ImageRegistries | undefined;
    const engine = await ThrowawayEngine.create({
      bases,
      furnish: async (room, dir) => {
        registries = await ImageRegistries.start(room, dir, kind.images === 'containerd');
        return { 'registry-mirrors': [`https://${REGISTRY.mirror}`] };
      },
    });
    if (registries === undefined) throw new Error('the engine was not furnished');
    return new World(engine, kind, registries, small);
  }

  /** A project without any login. */
  async project(): Promise<TestProject> {
    const project = await TestProject.create();
    this.#projects.push(project);
    await this.engine.use(project);
    project.env['DOCKER_CONFIG'] = join(project.dir, 'docker');
    await mkdir(project.env['DOCKER_CONFIG']);
    await logIn(project, {});
    return project;
  }

  /**
   * From now on builders outside of the engine know the registries' authority. The user's own certs.d, as Docker Desktop has it, stands for the
   * system's: the CLI does not see the room's.
   */
  async introduce(project: TestProject): Promise<void> {
    project.env['HOME'] = join(project.dir, 'home');
    for (const host of [REGISTRY.private, REGISTRY.mirror, REGISTRY.token]) {
      const directory = join(project.env['HOME'], '.docker', 'certs.d', host);
      await mkdir(directory, { recursive: true });
      await copyFile(this.registries.authority, join(directory, 'ca.crt'));
    }
  }

  async run(project: TestProject, ...args: readonly string[]): Promise<CliResult> {
    const result = await project.run(...args);
    this.printed += result.stdout + result.stderr;
    return result;
  }

  /** A run that has to end well. */
  async up(project: TestProject): Promise<void> {
    const { code, stderr } = await this.run(project, 'up');
    if (code !== 0) throw new Error(`up ended with ${code}: ${stderr}`);
  }

  async dispose(): Promise<void> {
    for (const project of this.#projects) await project.dispose();
    this.registries.close();
    await this.engine.dispose();
  }
}

/** Writes Docker's config.json of the project's user. */
export async function logIn(project: TestProject, config: object): Promise<void> {
  await writeFile(join(project.dir, 'docker', 'config.json'), JSON.stringify(config));
}

/** What `docker login` writes for a registry. */
export const basic = (user: string, password: string) => ({
  auth: Buffer.from(`${user}:${password}`).toString('base64'),
});
export const RIGHT = basic(LOGIN.username, LOGIN.password);
export const WRONG = basic(LOGIN.username, 'wrong');

const SERVE = 'trap "exit 0" TERM; busybox httpd -f -p 8000 -h /srv & wait';

/** A function that serves one page, on a base image of any registry. */
export const page = (base: string, text: string): Files => ({
  Dockerfile: `FROM ${base}\nCOPY index.html /srv/\nCMD ${JSON.stringify(['sh', '-c', SERVE])}\n`,
  'index.html': text,
});

/** What a credential helper prints that has the login. */
export const HELPER_ANSWER = `echo '{"Username":"${LOGIN.username}","Secret":"${LOGIN.password}"}'`;

/** Writes the helper `test` into a directory: it notes what it is asked for and how it was called, then does what `body` says. Gives its path. */
export async function installHelper(dir: string, body: string): Promise<string> {
  const file = join(dir, 'docker-credential-test');
  const notes = `cat > "$0.asked"\ntr '\\0' ' ' < /proc/$$/cmdline >> "$0.cmdline"`;
  await writeFile(file, `#!/bin/sh\n${notes}\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}
