/**
 * `prune` and `du` with a builder in a container: the figures are what its daemon really holds, what goes is really gone from its disk,
 * and it keeps to a limit by itself. A builder of another project, and one that is in the middle of a build, are left as they are.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { execIn } from '../harness/exec.js';
import { TestProject } from '../harness/project.js';

interface PruneReport {
  readonly cache?: number;
}

interface UsageReport {
  readonly volumes: readonly { name: string; bytes: number | null }[];
  readonly total: number;
}

const MEGABYTE = 1_000_000;

/** Each build leaves so much in the cache, several times: a layer that does not compress, and its copies in images. */
const STEP_BYTES = 20 * MEGABYTE;

let project: TestProject;
const name = () => `${project.id}-buildkitd`;

const json = async <T>(...args: readonly string[]) =>
  JSON.parse((await project.expectRun(0, ...args, '--json')).stdout) as T;

/** What `du` says of the builder's volume. */
async function counted(): Promise<number> {
  const { volumes, total } = await json<UsageReport>('du');
  const bytes = volumes.find((volume) => volume.name === `${name()}-state`)?.bytes ?? 0;
  expect(total).toBeGreaterThanOrEqual(bytes);
  return bytes;
}

/**
 * What the daemon counts itself: less than is on its disk, as a record keeps the size that it had before its layer was copied with fixed times. Engines that
 * tell what a volume takes (API 1.42) count that copy, so that `du` tells more there than `prune` says that it frees.
 */
async function held(): Promise<number> {
  const each = `{{range .}}{{.Size}} {{end}}`;
  const said = await execIn(name(), 'sh', '-c', 'buildctl --addr "$0" du --format "$1"', await address(), each);
  return said.split(/\s+/).reduce((sum, size) => sum + Number(size), 0);
}

/** What is on its disk. The files of a container's snapshots may be anybody's, so their sizes are asked as root. */
async function onDisk(): Promise<number> {
  const said = await execIn(name(), 'sh', '-c', 'du -sk "$0"/* 2>/dev/null | sort -n | tail -1', await root());
  return Number(said.split('\t')[0]) * 1024;
}

async function root(): Promise<string> {
  const config = await execIn(name(), 'cat', '/etc/smolfaas-buildkitd.toml');
  return /root = "(.*)\/[^/]+"/.exec(config)?.[1] ?? '';
}

async function deploy(version: string): Promise<{ built: boolean }> {
  const step = `RUN echo ${version} && head -c ${STEP_BYTES} /dev/urandom > /${version}`;
  const serve = 'STOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n';
  const Dockerfile = `FROM ${await baseImage('go', 'static')}\n${step}\nRUN rm /${version}\nCOPY . /www\n${serve}`;
  await project.write('fn', { Dockerfile, 'index.html': version });
  return await up();
}

async function up(): Promise<{ built: boolean }> {
  const { functions } = await json<{ functions: { built: boolean }[] }>('up');
  expect(functions).toHaveLength(1);
  return functions[0] as { built: boolean };
}

beforeAll(async () => {
  project = await TestProject.create();
  project.env = { SMOLFAAS_BUILDER: 'container' };
  await deploy('one');
  await deploy('two');
});
afterAll(() => project.dispose());

describe('the cache of our own builder', () => {
  it('is counted as it is', async () => {
    const bytes = await counted();
    expect(bytes).toBeGreaterThan(2 * STEP_BYTES);
    const disk = await onDisk();
    expect(bytes).toBeGreaterThan(disk / 2);
    expect(bytes).toBeLessThan(disk * 1.2);
  });

  it('has a limit that the daemon keeps by itself', async () => {
    const said = await execIn(name(), 'sh', '-c', 'buildctl --addr "$0" debug workers --verbose', await address());
    expect(said).toMatch(/^\s*Maximum used space:\s+21\.47\d*GB/m);
  });

  it('stays when it is young, and goes by size or as a whole; functions are as they were after that', async () => {
    const before = { held: await held(), disk: await onDisk() };
    expect((await json<PruneReport>('prune')).cache).toBe(0);
    const some = (await json<PruneReport>('prune', '--max-size', '30MB')).cache ?? 0;
    expect(some).toBeGreaterThan(STEP_BYTES / 2);
    const all = (await json<PruneReport>('prune', '--all')).cache ?? 0;
    expect(Math.abs(before.held - some - all)).toBeLessThan(MEGABYTE);
    expect(await held()).toBeLessThan(MEGABYTE);
    expect(await counted()).toBeLessThan(2 * MEGABYTE); // its databases, where the disk is what is counted
    expect(before.disk - (await onDisk())).toBeGreaterThan(2 * STEP_BYTES);
    expect(await up()).toMatchObject({ built: false });
    expect((await project.call('/invoke/fn/')).body).toBe('two');
  });

  it('is filled again by the next build', async () => {
    expect(await deploy('three')).toMatchObject({ built: true });
    expect((await project.call('/invoke/fn/')).body).toBe('three');
    expect(await counted()).toBeGreaterThan(STEP_BYTES);
  });
});

describe('a builder is left as it is', () => {
  const builder = async () => (await project.containers()).find(({ Names }) => Names.includes(`/${name()}`))?.Id;

  it('that other settings would make anew: it may be building', async () => {
    const before = await builder();
    const { env } = project;
    project.env = { ...env, HTTPS_PROXY: 'http://proxy.invalid:3128', NODE_EXTRA_CA_CERTS: '' };
    expect(await counted()).toBeGreaterThan(STEP_BYTES);
    project.env = env;
    expect(await builder()).toBe(before);
  });

  it('that somebody else runs: it is not even asked', async () => {
    const { env } = project;
    await project.expectRun(0, 'down');
    project.env = { ...env, SMOLFAAS_BUILDER: 'tcp://127.0.0.1:1' };
    expect(await json<PruneReport>('prune', '--all')).not.toHaveProperty('cache');
    project.env = env;
  });
});

async function address(): Promise<string> {
  const config = await execIn(name(), 'cat', '/etc/smolfaas-buildkitd.toml');
  return /address = \["(.*)"\]/.exec(config)?.[1] ?? '';
}
