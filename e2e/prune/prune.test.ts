/**
 * `prune` and `du` on a real engine: old images go by themselves after `up` and by hand with `prune`; what runs, what is recorded, and
 * whatever is not ours stays; the figures are those of the layers on disk.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { TestProject } from '../harness/project.js';

interface PruneReport {
  readonly dryRun: boolean;
  readonly images: readonly { readonly function: string; readonly name: string; readonly id: string }[];
  readonly freed: number;
}

interface UsageReport {
  readonly functions: readonly { name: string; images: number; bytes: number; reclaimable: number }[];
  readonly bases: readonly { name: string; bytes: number }[];
  readonly volumes: readonly { name: string; bytes: number | null }[];
  readonly files: readonly { name: string; bytes: number }[];
  readonly total: number;
}

/** Each version has a megabyte of its own. */
const MEGABYTE = 1_000_000;

let project: TestProject;

const json = async <T>(...args: readonly string[]) =>
  JSON.parse((await project.expectRun(0, ...args, '--json')).stdout) as T;

async function deploy(version: number, ...args: readonly string[]): Promise<void> {
  const filler = String(version % 10).repeat(MEGABYTE);
  await project.write('fn', { Dockerfile: await dockerfile(), 'index.html': `version ${version}`, filler });
  await project.expectRun(0, 'up', ...args);
}

/** BusyBox's own server on the smallest base there is; as the first process of a container it is deaf to SIGTERM. */
const dockerfile = async () =>
  `FROM ${await baseImage('go', 'static')}\nCOPY . /www\nSTOPSIGNAL SIGKILL\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\n`;

const ids = async () => (await project.images()).map(({ Id }) => Id).sort();

beforeAll(async () => {
  project = await TestProject.create();
  for (const version of [1, 2, 3, 4]) await deploy(version, '--keep-images', '9');
});
afterAll(() => project.dispose());

describe('while the function runs', () => {
  it('du tells what each function takes above its base, and what prune would free', async () => {
    const usage = await json<UsageReport>('du');
    const [fn] = usage.functions;
    expect(usage.functions).toHaveLength(1);
    expect(fn).toMatchObject({ name: 'fn', images: 4 });
    expect(fn?.bytes).toBeGreaterThan(4 * MEGABYTE);
    expect(fn?.bytes).toBeLessThan(4.1 * MEGABYTE);
    expect(fn?.reclaimable).toBeGreaterThan(MEGABYTE);
    expect(fn?.reclaimable).toBeLessThan(1.1 * MEGABYTE);
    expect(usage.bases.map(({ name }) => name).join()).toMatch(/caddy/);
    const volumes = usage.volumes.map(({ name }) => name).filter((name) => name !== `${project.id}-buildkitd-state`);
    expect(volumes).toEqual([`${project.routerName}-data`]);
    expect(usage.files.map(({ name }) => name)[0]).toBe('.smolfaas');
    const sums = [usage.functions, usage.bases, usage.volumes, usage.files].flat().map(({ bytes }) => bytes ?? 0);
    expect(usage.total).toBe(sums.reduce((a, b) => a + b, 0));
    const text = (await project.expectRun(0, 'du')).stdout;
    expect(text).toMatch(/^FUNCTION +IMAGES +OWN SIZE +PRUNABLE\nfn +4 +4\.\d MB +1\.0 MB\n/);
  });

  it('a dry run says which would go, and removes nothing', async () => {
    const before = await ids();
    const report = await json<PruneReport>('prune', '--dry-run', '--keep-images', '1');
    expect(report).toMatchObject({ dryRun: true, images: [{ function: 'fn' }, { function: 'fn' }] });
    expect(report.freed).toBeGreaterThan(2 * MEGABYTE);
    expect(await ids()).toEqual(before);
  });

  it('keeps the last good ones by default; a limit of size takes more; the container serves on', async () => {
    const containers = (await project.containers()).map(({ Id }) => Id);
    expect((await json<PruneReport>('prune')).images).toHaveLength(1);
    expect(await ids()).toHaveLength(3);
    expect((await json<PruneReport>('prune', '--max-size', '2.5MB')).images).toHaveLength(1);
    expect(await ids()).toHaveLength(2);
    expect((await json<PruneReport>('prune')).images).toEqual([]);
    expect((await project.containers()).map(({ Id }) => Id)).toEqual(containers);
    expect((await project.call('/invoke/fn/')).body).toBe('version 4');
    await project.expectRun(0, 'check');
  });

  it('up removes by itself what is beyond the limit, and says so when asked', async () => {
    await deploy(5);
    await deploy(6);
    expect(await ids()).toHaveLength(3);
    const up = await project.expectRun(0, 'up', '--keep-images', '0', '--verbose');
    expect(up.stderr).toMatch(/removed image .*-fn-fn:[0-9a-f]{12}/);
    expect(await ids()).toHaveLength(1);
  });
});

describe('what is not ours, or is needed', () => {
  it('stays: images of others, with names of somebody’s own, used by other containers; and after down the recorded one', async () => {
    const latest = `${project.imagePrefix}-fn:latest`;
    const own = `${project.id}-mine`;
    const used = `${project.id}-foreign`;
    await engineCall('POST', `/images/${latest}/tag?repo=${own}&tag=v6`);
    await deploy(7, '--keep-images', '9');
    await engineCall('POST', `/containers/create?name=${used}`, { Image: latest, Cmd: ['/bin/sleep', '1'] });
    await deploy(8, '--keep-images', '9');
    await engineCall('POST', `/images/${await baseImage('go', 'static')}/tag?repo=${project.imagePrefix}-fn&tag=v0`);
    await project.expectRun(0, 'down');
    const before = await ids();
    expect((await json<PruneReport>('prune', '--all')).images).toEqual([]);
    expect(await ids()).toEqual(before);
    await engineCall('DELETE', `/containers/${used}?force=1`);
    await engineCall('DELETE', `/images/${own}:v6`);
    expect((await json<PruneReport>('prune', '--all')).images).toHaveLength(2);
    await engineCall('DELETE', `/images/${project.imagePrefix}-fn:v0`);
    const up = await json<{ functions: readonly { built: boolean }[] }>('up');
    expect(up.functions).toMatchObject([{ built: false, status: 'started' }]);
    expect((await project.call('/invoke/fn/')).body).toBe('version 8');
  });
});
