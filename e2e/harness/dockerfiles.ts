/**
 * The corpus of Dockerfiles: e2e/dockerfiles/<name>/, each a folder with a Dockerfile and what it copies.
 *
 *   build.json   what is set for its build, for SmolFaaS as settings in smolfaas.yaml and for buildx as flags:
 *                dockerfile, target, args, secrets; and `builder: container` for what needs a newer frontend than Engine 20.10 has
 *
 * As in the corpus of functions, Dockerfiles name official images, and stand-ins take their place where a machine has only those.
 */
import { execFile } from 'node:child_process';
import { chmod, cp, lstat, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withLocalImages } from './corpus.js';
import type { TestProject } from './project.js';

const ROOT = fileURLToPath(new URL('../dockerfiles', import.meta.url));
const SETTINGS = 'build.json';

interface BuildSettings {
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface DockerfileCase {
  readonly name: string;
  readonly builder?: 'container' | undefined;
  readonly settings: BuildSettings;
}

/** All cases, or those that one builder can build. */
export async function dockerfileCases(builder: 'engine' | 'container'): Promise<readonly DockerfileCase[]> {
  const cases = await Promise.all((await readdir(ROOT)).sort().map(readCase));
  return cases.filter((one) => builder === 'container' || one.builder === undefined);
}

async function readCase(name: string): Promise<DockerfileCase> {
  const text = await readFile(join(ROOT, name, SETTINGS), 'utf8').catch(() => '{}');
  const { builder, ...settings } = JSON.parse(await withLocalImages(text)) as BuildSettings &
    Pick<DockerfileCase, 'builder'>;
  return { name, builder, settings };
}

/** Copies the cases into a project as its functions, with a project file. Modes are those of a usual checkout, whatever this one has. */
export async function copyCases(project: TestProject, cases: readonly DockerfileCase[]): Promise<void> {
  for (const { name, settings } of cases) {
    const { dockerfile = 'Dockerfile' } = settings;
    const target = join(project.functionsDir, name);
    await cp(join(ROOT, name), target, { recursive: true, verbatimSymlinks: true });
    await rm(join(target, SETTINGS), { force: true });
    await writeFile(join(target, dockerfile), await withLocalImages(await readFile(join(target, dockerfile), 'utf8')));
    for (const path of await readdir(target, { recursive: true })) await usualMode(join(target, path));
  }
  const functions = Object.fromEntries(cases.map(({ name, settings }) => [name, { runtime: 'dockerfile', settings }]));
  await writeFile(join(project.dir, 'smolfaas.yaml'), JSON.stringify({ version: 1, functions }));
}

async function usualMode(path: string): Promise<void> {
  const stat = await lstat(path);
  if (!stat.isSymbolicLink()) await chmod(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
}

/** Builds a copied case as `docker buildx build` does. @throws with its output */
export async function buildWithBuildx(
  project: TestProject,
  { name, settings }: DockerfileCase,
  tag: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { dockerfile = 'Dockerfile', target, args = {}, secrets = {} } = settings;
  const names = ['--file', dockerfile, '--tag', tag];
  const flags = [
    ...(target === undefined ? [] : ['--target', target]),
    ...Object.entries(args).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]),
    ...Object.entries(secrets).flatMap(([id, source]) => ['--secret', `id=${id},${source}`]),
  ];
  const cwd = join(project.functionsDir, name);
  await promisify(execFile)('docker', ['buildx', 'build', ...names, '--provenance=false', '--quiet', ...flags, '.'], {
    cwd,
    env: { ...process.env, ...env },
  });
}
