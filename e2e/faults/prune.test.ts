/**
 * Row 27: the user cleans up with `docker image prune -a` or `docker system prune -a`. What is in use stays; what is gone is noticed,
 * although the source hash still matches, and is built again.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { isAboutContainer, TestProject } from '../harness/project.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';

interface UpReport {
  readonly functions: readonly { readonly function: string; readonly status: string; readonly built: boolean }[];
}

let engine: ThrowawayEngine;
let project: TestProject;

beforeAll(async () => {
  engine = await ThrowawayEngine.create();
  project = await TestProject.create();
  await engine.use(project);
  await project.write('a', nodeFunction('a'));
  await project.write('b', nodeFunction('b'));
  await project.expectRun(0, 'up');
});
afterAll(async () => {
  await project.dispose();
  await engine.dispose();
});

const isPodman = (process.env['SMOLFAAS_TEST_ENGINE'] ?? '').startsWith('podman');

/** `docker image prune -a`: every image that no container uses. Podman can do it in its own API only. */
const pruneImages = () =>
  isPodman
    ? engineCall('POST', '/v4.0.0/libpod/images/prune?all=true')
    : engineCall('POST', `/images/prune?filters=${encodeURIComponent('{"dangling":["false"]}')}`);

/** `docker system prune -a`, in the client's order. */
async function pruneSystem(): Promise<void> {
  await engineCall('POST', '/containers/prune');
  await engineCall('POST', '/networks/prune');
  await pruneImages();
  if (!isPodman) await engineCall('POST', '/build/prune?all=1');
}

const up = async () => (JSON.parse((await project.expectRun(0, 'up', '--json')).stdout) as UpReport).functions;
const ids = async () => (await project.containers()).map(({ Names, Id }) => `${Names[0]} ${Id}`);

async function bothAnswer(): Promise<void> {
  for (const fn of ['a', 'b']) expect(await project.invoke(fn)).toMatchObject({ version: fn });
}

describe('while everything runs', () => {
  it.each([
    ['image prune -a', pruneImages],
    ['system prune -a', pruneSystem],
  ])('%s takes nothing of ours: check is sound, up does nothing', async (_, prune) => {
    const before = await ids();
    await prune();
    await project.expectRun(0, 'check');
    expect(await up()).toMatchObject([{ status: 'unchanged' }, { status: 'unchanged' }]);
    expect(await ids()).toEqual(before);
    await bothAnswer();
  });
});

describe('after one function was stopped', () => {
  it('system prune -a takes it: check says so, up builds that one again and touches no other', async () => {
    await engine.loadBases();
    const before = await ids();
    await engineCall('POST', `/containers/${project.imagePrefix}-a/stop?t=1`);
    await pruneSystem();
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toMatch(
      /a:\n {2}✓ Source hash matches stored state\n {2}✗ Container not running\n {2}✗ Image missing/,
    );
    expect(check.stdout).toMatch(/b:\n {2}✓ .*\n {2}✓ .*\n {2}✓ Image matches stored state\n/);
    await engine.loadBases();
    expect(await up()).toMatchObject([
      { function: 'a', built: true },
      { function: 'b', built: false, status: 'unchanged' },
    ]);
    expect((await ids()).filter((id) => !before.includes(id))).toHaveLength(1);
    await project.expectRun(0, 'check');
    await bothAnswer();
  });
});

describe('after down', () => {
  it('everything but the volume and the record goes: up says which image it cannot get, then builds all again', async () => {
    await project.expectRun(0, 'down');
    await pruneSystem();
    const kept = isAboutContainer() ? /-(data|state)$/ : /-data$/;
    expect((await project.leftovers()).filter((name) => !kept.test(name))).toEqual([]);
    const check = await project.expectRun(1, 'check');
    expect(check.stdout.match(/✗ Image missing/g)).toHaveLength(2);
    const without = await project.expectRun(3, 'up');
    expect(without.stderr).toContain(String(engine.bases['SMOLFAAS_BASE_CADDY']));
    expect(without.stderr).not.toMatch(/\n\s+at /);
    await engine.loadBases();
    expect(await up()).toMatchObject([{ built: true }, { built: true }]);
    await project.expectRun(0, 'check');
    await bothAnswer();
    expect(await up()).toMatchObject([{ status: 'unchanged' }, { status: 'unchanged' }]);
  });
});
