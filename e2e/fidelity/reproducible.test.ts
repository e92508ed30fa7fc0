/**
 * The same source gives the same image, when its builder has forgotten everything and every step is run again; functions with packages from
 * elsewhere among them. And nothing of this machine is in it.
 *
 *   the engine's BuildKit 0.8       everything, so the same id; of a Dockerfile all but times of its files. Package caches stay, so the first
 *                                   build is with empty ones and the second with full ones, and these leave no trace either
 *   BuildKit 0.25 in a container    everything, so the same id; the base that is read first is another one, and bases have layers in common
 *
 * Why they differ: docs/reproducible-images.md.
 */
import { cp, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { type ImageContent, readImages } from '../harness/images.js';
import { fullOr } from '../harness/length.js';
import { TestProject } from '../harness/project.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import { allBases } from '../harness/throwaway/base-images.js';

/** Functions of the corpus with packages of others, locked; by the base that their images stand on. */
const PACKAGED = { 'go-chi': 'static', 'node-express': 'node', 'py-hashes': 'python' } as const;
type Packaged = keyof typeof PACKAGED;
const ALL = ['go-chi', 'node-express', 'py-hashes'] as const;
/** Which of them are built by the engine, and which by a container. */
const BY = {
  engine: fullOr<readonly Packaged[]>(ALL, ['py-hashes']),
  container: fullOr<readonly Packaged[]>(ALL, ['node-express']),
} as const;
const DOCKERFILES = ['docker-copy', 'docker-run'];
const RUNTIME = { static: 'go', node: 'node', python: 'python' } as const;

/** Builds everything for the first time, on a builder that is new. */
const FIRST_MS = 400_000;

interface Version {
  readonly id: string;
  readonly content: ImageContent;
}

/** Each function by name, as it came out before and after its builder forgot. */
type Versions = readonly [before: Map<string, Version>, after: Map<string, Version>];

async function newProject(): Promise<TestProject> {
  const project = await TestProject.create();
  project.timeoutMs = FIRST_MS;
  return project;
}

async function copyCorpus(project: TestProject, name: string): Promise<void> {
  const source = fileURLToPath(new URL(`../corpus/${name}`, import.meta.url));
  await cp(source, join(project.functionsDir, name), { recursive: true });
}

async function fill(project: TestProject, packaged: readonly string[]): Promise<void> {
  for (const name of packaged) await copyCorpus(project, name);
  const base = await baseImage('go', 'static');
  const serve = 'STOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n';
  await project.write('docker-copy', { Dockerfile: `FROM ${base}\nCOPY . /www/\n${serve}`, 'index.html': 'hi' });
  await project.write('docker-run', {
    Dockerfile: `FROM ${base}\nRUN mkdir -p /www && echo hi > /www/index.html\nCOPY . /www/\n${serve}`,
  });
}

/** Empties the project, and lets its builder read the base of this function before any other. */
async function leadBy(name: string, project: TestProject): Promise<void> {
  await rm(project.functionsDir, { recursive: true, force: true });
  await copyCorpus(project, name);
  await project.expectRun(0, 'up', '--remove-orphans');
  await rm(join(project.functionsDir, name), { recursive: true });
}

async function deploy(project: TestProject): Promise<Map<string, Version>> {
  const { stdout } = await project.expectRun(0, 'up', '--json', '--remove-orphans');
  const said = JSON.parse(stdout) as {
    functions: { function: string; status: string; built: boolean; imageId: string }[];
  };
  const functions = said.functions.filter(({ status }) => status !== 'removed');
  expect(functions.filter(({ built }) => !built)).toEqual([]);
  const versions = functions.map(async ({ function: fn, imageId }): Promise<[string, Version]> => {
    const key = Object.entries(PACKAGED).find(([name]) => name === fn)?.[1] ?? 'static';
    const name = `${project.imagePrefix}-${fn}:latest`;
    const content = (await readImages([name], await baseImage(RUNTIME[key], key))).get(name);
    if (content === undefined) throw new Error(`no image ${name}`);
    return [fn, { id: imageId, content }];
  });
  return new Map(await Promise.all(versions));
}

/** Takes all containers and images away, so that they have to be built again. */
async function forgetImages(project: TestProject): Promise<void> {
  await project.expectRun(0, 'down');
  for (const { RepoTags } of await project.images())
    for (const tag of RepoTags ?? []) await engineCall('DELETE', `/images/${tag}`);
  expect(await project.images()).toEqual([]);
}

function both([first, second]: Versions, fn: string): [Version, Version] {
  const [a, b] = [first.get(fn), second.get(fn)];
  if (a === undefined || b === undefined) throw new Error(`${fn} was not built twice`);
  return [a, b];
}

interface ImageConfig {
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history: readonly { readonly created_by?: string; readonly created?: string }[];
}

const parsed = ({ content }: Version): ImageConfig => JSON.parse(content.config) as ImageConfig;

/** The layers by what is in them, times of files included. */
const layers = (version: Version) => parsed(version).rootfs.diff_ids;

/** All but the layers. */
function config(version: Version): object {
  const { rootfs: _, ...rest } = parsed(version);
  return rest;
}

function expectSame([a, b]: readonly [Version, Version]): void {
  expect(differing([a, b])).toEqual([]);
  expect(layers(b)).toEqual(layers(a));
  expect(config(b)).toEqual(config(a));
  expect(b.id).toBe(a.id);
}

/** What a layer holds, without times. */
const facts = ({ own }: ImageContent) =>
  own.map(({ path, kind, mode, uid, target, data }) => ({
    path,
    kind,
    mode,
    uid,
    target,
    data: data.toString('base64'),
  }));

/** The files that differ, before anything is said about ids: that is what a developer who made them differ needs. */
function differing([a, b]: readonly [Version, Version]): string[] {
  const [before, after] = [
    new Map(facts(a.content).map((f) => [f.path, f])),
    new Map(facts(b.content).map((f) => [f.path, f])),
  ];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)));
}

/** What an image has of this machine, or of what package managers leave behind. */
function traces({ content }: Version, project: TestProject): string[] {
  const odd = ['.npm/', '_logs', '.cache/uv', 'etc/hosts', 'etc/resolv.conf', 'root/.cache', '.package-lock.json.tmp'];
  const left = content.own.map(({ path }) => path).filter((path) => odd.some((part) => path.includes(part)));
  return [...left, ...[project.dir, ` ${hostname()} `, project.routerName].filter((text) => content.holds(text))];
}

describe('from an engine that has forgotten every step', () => {
  let engine: ThrowawayEngine;
  let project: TestProject;
  let versions: Versions;

  beforeAll(async () => {
    engine = await ThrowawayEngine.create({ bases: await allBases(), online: true });
    project = await newProject();
    await fill(project, BY.engine);
    await engine.use(project);
    project.env = { ...project.env, SMOLFAAS_BUILDER: 'engine' };
    const first = await deploy(project);
    await forgetImages(project);
    for (const type of ['regular', 'source.local', 'internal', 'frontend']) {
      const filters = encodeURIComponent(JSON.stringify({ type: { [type]: true } }));
      await engineCall('POST', `/build/prune?all=1&filters=${filters}`);
    }
    versions = [first, await deploy(project)];
  }, 2 * FIRST_MS);
  afterAll(async () => {
    await project.dispose();
    await engine.dispose();
  });

  it.each(BY.engine)('%s: the same image, and nothing of this machine', (fn) => {
    expectSame(both(versions, fn));
    expect(traces(both(versions, fn)[0], project)).toEqual([]);
  });

  it.each(DOCKERFILES)('%s: the same but for times', (fn) => {
    const [a, b] = both(versions, fn);
    expect(differing([a, b])).toEqual([]);
    expect(config(b)).toEqual(config(a));
  });
});

describe('from a builder container that is made anew, with an empty cache', () => {
  let project: TestProject;
  let versions: Versions;

  beforeAll(async () => {
    project = await newProject();
    project.env = { SMOLFAAS_BUILDER: 'container' };
    await leadBy('node-http', project);
    await fill(project, BY.container);
    const first = await deploy(project);
    await forgetImages(project);
    await engineCall('DELETE', `/volumes/${project.id}-buildkitd-state`);
    await leadBy('py-stdlib', project);
    await fill(project, BY.container);
    versions = [first, await deploy(project)];
  }, 2 * FIRST_MS);
  afterAll(() => project.dispose());

  it.each([...BY.container, ...DOCKERFILES])('%s: the same image, and nothing of this machine', (fn) => {
    expectSame(both(versions, fn));
    expect(traces(both(versions, fn)[0], project)).toEqual([]);
  });

  it('the layers of a base are those that the engine has', async () => {
    const { RootFS } = await engineCall<{ RootFS: { Layers: string[] } }>(
      'GET',
      `/images/${await baseImage('go', 'static')}/json`,
    );
    const onStatic = BY.container.filter((fn) => PACKAGED[fn] === 'static');
    for (const fn of [...onStatic, ...DOCKERFILES])
      expect(layers(both(versions, fn)[0]).slice(0, RootFS.Layers.length)).toEqual(RootFS.Layers);
  });
});
