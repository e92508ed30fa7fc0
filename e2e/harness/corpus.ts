/**
 * The corpus: small functions as people have them, one folder each.
 *
 *   e2e/corpus/<name>/           works; `requests.json` says what it is asked and what it answers
 *   e2e/corpus/smolfaas.yaml     what those need that no file of their language says
 *   e2e/frameworks/<name>/       works, after minutes of building
 *   e2e/corpus-refused/<name>/   is not supported; `refusal.json` says the exact error, and the hint that goes with it
 *
 * Neither file is copied with the function: it is no part of its hash or image. Dockerfiles name official images; where a machine has
 * only stand-ins, the name of the stand-in takes their place in the copy.
 */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseImage } from './bases.js';
import { type Exchange, REQUESTS, readExchanges } from './exchanges.js';
import type { TestProject } from './project.js';

const REFUSAL = 'refusal.json';

/** Exactly what `up --json` says about a function that cannot be built. */
export interface ExpectedRefusal {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A function of the corpus, and what it is expected to do. */
interface Entry<T> {
  readonly name: string;
  readonly dir: string;
  readonly expected: T;
}

/** Official images that Dockerfiles of the corpus build on, and the local base image that equals it. */
const IMAGES: Readonly<Record<string, readonly [runtime: string, key: string]>> = {
  'node:24-slim': ['node', 'node-build'],
  'python:3.13-slim': ['python', 'python'],
  'golang:1.26-alpine': ['go', 'go-build'],
  'alpine:3.22': ['go', 'static'],
};

/** The functions that work. */
export function soundFunctions(): Promise<readonly Entry<readonly Exchange[]>[]> {
  return entries('corpus', readExchanges);
}

/** Applications of frameworks, as their starters make them. */
export function frameworkFunctions(): Promise<readonly Entry<readonly Exchange[]>[]> {
  return entries('frameworks', readExchanges);
}

/** The functions that are refused. */
export function refusedFunctions(): Promise<readonly Entry<ExpectedRefusal>[]> {
  return entries(
    'corpus-refused',
    async (dir) => JSON.parse(await readFile(join(dir, REFUSAL), 'utf8')) as ExpectedRefusal,
  );
}

async function entries<T>(folder: string, read: (dir: string) => Promise<T>): Promise<readonly Entry<T>[]> {
  const root = placeOf(folder);
  const directories = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = directories.map((entry) => entry.name).sort();
  return await Promise.all(
    names.map(async (name) => ({ name, dir: join(root, name), expected: await read(join(root, name)) })),
  );
}

const placeOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** Copies functions and their project file into a project, without what only the test knows. */
export async function copyInto(project: TestProject, functions: readonly Entry<unknown>[]): Promise<void> {
  await cp(placeOf('corpus/smolfaas.yaml'), join(project.dir, 'smolfaas.yaml'));
  for (const { name, dir } of functions) {
    const target = join(project.functionsDir, name);
    await cp(dir, target, { recursive: true, filter: (source) => ![REQUESTS, REFUSAL].includes(basename(source)) });
    for (const file of ['Dockerfile', 'Containerfile']) await useLocalImages(join(target, file));
  }
}

const LOCKS = ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'uv.lock', 'go.sum'];

/** Hosts that a function's lock file takes packages from. */
export async function lockedHosts(dir: string): Promise<readonly string[]> {
  const texts = await Promise.all(LOCKS.map((name) => readFile(join(dir, name), 'utf8').catch(() => '')));
  const addresses = texts.join('\n').matchAll(/(?:resolved"?:?|url =|registry =) "?(https?:\/\/[^/"\s]+)/g);
  return [...new Set([...addresses].map(([, host = '']) => host))];
}

async function useLocalImages(dockerfile: string): Promise<void> {
  const text = await readFile(dockerfile, 'utf8').catch(() => undefined);
  if (text !== undefined) await writeFile(dockerfile, await withLocalImages(text));
}

/** The text of a Dockerfile, or of a setting for one, with names of images that this machine has. */
export async function withLocalImages(text: string): Promise<string> {
  let local = text;
  for (const [official, [runtime, key]] of Object.entries(IMAGES)) {
    if (local.includes(official)) local = local.replaceAll(official, await baseImage(runtime, key));
  }
  return local;
}
