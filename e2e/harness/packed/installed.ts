/**
 * An empty project with the packed packages in it, installed by npm for one version of Node.js: what a user gets from a release.
 *
 * No install script runs, as npm 12 has it by default; so it shows, too, that nothing depends on one. The one exception is
 * better-sqlite3 12, which npm chooses on Node.js 20: it is native and would be compiled for more than a minute. It is given the
 * binary that the workspace compiled from the same sources, if that runs on Node.js 20 as well; else npm builds it after all. On newer
 * versions npm chooses better-sqlite3 13, which brings its binaries along.
 */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeDirectory } from './node-version.js';
import { expectRun, type Ran, run } from './run.js';

export interface InstallOptions {
  readonly tarballs: readonly string[];
  /** Major version of Node.js, which also runs npm. */
  readonly node: number;
  /** Further packages. */
  readonly besides?: readonly string[];
  /** `linked` gives each package only what it declares; npm's default is one flat folder. */
  readonly strategy?: 'hoisted' | 'linked';
}

export class InstalledPackages {
  readonly dir: string;
  /** Where the project's `node` is. */
  readonly programs: string;

  private constructor(dir: string, programs: string) {
    this.dir = dir;
    this.programs = programs;
  }

  static async install({ tarballs, node, besides = [], strategy = 'hoisted' }: InstallOptions) {
    const project = new InstalledPackages(
      await mkdtemp(join(tmpdir(), `smolfaas-on-node-${node}-`)),
      await nodeDirectory(node),
    );
    await project.write('package.json', '{ "name": "empty", "private": true }\n');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', `--install-strategy=${strategy}`];
    await project.expectRun('npm', ['install', ...flags, ...tarballs, ...besides]);
    if (node < 22 && strategy === 'hoisted') await project.#giveBinary();
    return project;
  }

  /** The project's own package.json. */
  async manifest(): Promise<{ readonly dependencies: Readonly<Record<string, string>> }> {
    return JSON.parse(await this.read('package.json')) as { readonly dependencies: Readonly<Record<string, string>> };
  }

  /** Every module that the packages offer, as an import names it. */
  async doors(): Promise<readonly string[]> {
    const scoped = await readdir(join(this.dir, 'node_modules/@smolfaas'));
    const doors = await Promise.all(
      scoped.map(async (name) => {
        const manifest = await this.read(`node_modules/@smolfaas/${name}/package.json`);
        const { exports } = JSON.parse(manifest) as { readonly exports: Readonly<Record<string, unknown>> };
        return Object.keys(exports).map((door) => `@smolfaas/${name}${door.slice(1)}`);
      }),
    );
    return doors.flat();
  }

  read(path: string): Promise<string> {
    return readFile(join(this.dir, path), 'utf8');
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.dir, path)), { recursive: true });
    await writeFile(join(this.dir, path), text);
  }

  /** Runs a program, with this project's Node.js ahead of all others; in this directory unless another one is given. */
  run(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cwd = this.dir,
  ): Promise<Ran> {
    return run(program, args, { cwd, env, first: this.#path() });
  }

  /** The same, giving stdout. @throws with all output when it does not end with 0 */
  expectRun(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cwd = this.dir,
  ): Promise<string> {
    return expectRun(program, args, { cwd, env, first: this.#path() });
  }

  /** Runs a text as an ECMAScript module of this project. */
  async expectModule(text: string): Promise<string> {
    await this.write('module.mjs', text);
    return this.expectRun('node', ['module.mjs']);
  }

  async dispose(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }

  #path(): string {
    return [this.programs, join(this.dir, 'node_modules/.bin')].join(delimiter);
  }

  async #giveBinary(): Promise<void> {
    const binary = 'build/Release/better_sqlite3.node';
    const ours = join(dirname(workspaceSqlite()), binary);
    const theirs = join(this.dir, 'node_modules/better-sqlite3', binary);
    if (
      (await versionOf(workspaceSqlite())) ===
      (await versionOf(join(this.dir, 'node_modules/better-sqlite3/package.json')))
    ) {
      await mkdir(dirname(theirs), { recursive: true });
      await copyFile(ours, theirs);
      const opens = await this.run('node', ['-e', "new (require('better-sqlite3'))(':memory:').close()"]);
      if (opens.code === 0) return;
      await rm(theirs);
    }
    await this.expectRun('npm', ['rebuild', 'better-sqlite3']);
  }
}

function workspaceSqlite(): string {
  const engine = fileURLToPath(new URL('../../../packages/state-sqlite/package.json', import.meta.url));
  return createRequire(engine).resolve('better-sqlite3/package.json');
}

async function versionOf(manifest: string): Promise<string> {
  return (JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }).version;
}
