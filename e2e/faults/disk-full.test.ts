/**
 * Row 26: the disk is full that a builder's cache lies on. The run says so and names what has no room; nothing of anybody's is pruned to make some;
 * what runs goes on, what is recorded stays as it was, and once there is room again the next `up` converges. The cache of a builder in a
 * container lies in a volume of the engine, so for both it is the engine's disk that is full.
 */
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineCall } from '../harness/engine.js';
import { nodeFunction } from '../harness/functions.js';
import { builders, TestProject } from '../harness/project.js';
import { baseImages, builderImage } from '../harness/throwaway/base-images.js';
import { ThrowawayEngine } from '../harness/throwaway-engine.js';
import type { Namespaces } from '../harness/throwaway/namespaces.js';

const LEFT = 400e6;
const FILL = `fallocate --length $(($(df --output=avail --block-size=1 "$0" | tail -n 1) - ${LEFT})) "$0/ballast"`;

/** What is said, by builder. */
const SAID = new Map([
  ['engine', /no space left in unix:/],
  ['container', /no space left in container (\S+), volume \1-state: [^]*→ .*smolfaas prune --all/],
]);

describe.each(builders('engine'))('on the builder %s', (builder) => {
  const said = SAID.get(builder) ?? /no space left in /;
  let engine: ThrowawayEngine;
  let project: TestProject;
  /** Takes most of what is left of the engine's disk. */
  let fill: () => Promise<unknown>;
  /** Gives it back. What a build has left behind is not what makes room: some engines let go of it only later. */
  let makeRoom: () => Promise<unknown>;

  beforeAll(async () => {
    const furnish = (room: Namespaces, dir: string) => {
      const disk = join(dir, 'disk');
      fill = () => room.run('sh', '-c', FILL, disk);
      makeRoom = () => room.run('rm', join(disk, 'ballast'));
      return Promise.resolve({});
    };
    const bases = { ...(await baseImages()), ...(await builderImage()) };
    engine = await ThrowawayEngine.create({ megabytes: 2600, furnish, bases });
    project = await TestProject.create();
    await engine.use(project);
    project.env['SMOLFAAS_BUILDER'] = builder;
    await project.write('fn', nodeFunction('one'));
    await project.expectRun(0, 'up');
  });
  afterAll(async () => {
    await project.dispose();
    await engine.dispose();
  });

  const state = async () => {
    const images = await engineCall<{ Id: string }[]>('GET', '/images/json');
    const containers = await engineCall<{ Id: string }[]>('GET', '/containers/json');
    return {
      database: await readFile(project.stateDb),
      images: images.length,
      containers: containers.map(({ Id }) => Id),
    };
  };

  it('says that there is no space left, exit 3; the old version serves, and nothing was removed', async () => {
    const before = await state();
    await fill();
    await project.write('fn', { ...nodeFunction('two'), 'large.bin': '' });
    await truncate(join(project.functionsDir, 'fn', 'large.bin'), 900e6);
    const up = await project.expectRun(3, 'up');
    expect(up.stderr).toMatch(said);
    expect(up.stderr).toContain('docker system df');
    expect(up.stderr).not.toMatch(/\n\s+at /);
    const after = await state();
    expect({ ...after, database: '' }).toEqual({ ...before, database: '' });
    expect(await project.invoke('fn')).toMatchObject({ version: 'one' });
  });

  it('with room again, up converges', async () => {
    await makeRoom();
    await truncate(join(project.functionsDir, 'fn', 'large.bin'), 1000);
    await project.expectRun(0, 'up');
    expect(await project.invoke('fn')).toMatchObject({ version: 'two' });
    await project.expectRun(0, 'check');
  });
});
