/**
 * A function's container runs, as far as its state tells, and yet is not what it should be. `check` names what is
 * wrong and exits with 1; `up` replaces that container and touches no other.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { baseImage } from '../harness/bases.js';
import { engineCall } from '../harness/engine.js';
import { execIn } from '../harness/exec.js';
import { nodeFunction } from '../harness/functions.js';
import { TestProject } from '../harness/project.js';

let project: TestProject;
beforeAll(async () => {
  project = await TestProject.create();
  await project.write('a', nodeFunction('a'));
  await project.write('b', nodeFunction('b'));
});
beforeEach(async () => {
  await project.expectRun(0, 'up');
});
afterAll(() => project.dispose());

const idOf = async (name: string) =>
  (await project.containers()).find(({ Names }) => Names[0] === `/${project.imagePrefix}-${name}`)?.Id;
const container = (method: string, path: string, body?: unknown) =>
  engineCall(method, `/containers/${project.imagePrefix}-a${path}`, body);
const network = (verb: string) =>
  engineCall('POST', `/networks/${project.id}-net/${verb}`, { Container: `${project.imagePrefix}-a` });

describe('row 36: a container that runs', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'was taken off the network and put back, without its address',
      async () => {
        await network('disconnect');
        await network('connect');
      },
      `Container has lost its address on network`,
    ],
    [
      'has another memory limit',
      () => container('POST', '/update', { Memory: 300 << 20, MemorySwap: 300 << 20 }),
      'Memory limit changed (300 MiB, not 512 MiB)',
    ],
    ['has another process limit', () => container('POST', '/update', { PidsLimit: 99 }), 'Process limit changed (99'],
    [
      'would not be started again',
      () => container('POST', '/update', { RestartPolicy: { Name: 'no' } }),
      'Restart policy changed',
    ],
  ])('%s: check says so, up replaces it and no other', async (_, meddle, says) => {
    const before = { a: await idOf('a'), b: await idOf('b') };
    await meddle();
    const check = await project.expectRun(1, 'check');
    expect(check.stdout).toContain(`✗ ${says}`);
    expect(check.stdout).toContain('Summary: 1 function(s) need attention.');
    await project.expectRun(0, 'up');
    await project.expectRun(0, 'check');
    expect(await project.invoke('a')).toMatchObject({ version: 'a' });
    expect(await idOf('a')).not.toBe(before.a);
    expect(await idOf('b')).toBe(before.b);
  });
});

describe('row 62: a container of others on our network', () => {
  const guest = () => `${project.id}-guest`;
  const join = async (aliases: readonly string[]) => {
    const body = {
      Image: await baseImage('go', 'static'),
      Entrypoint: ['sleep', '1000'],
      Cmd: [],
      NetworkingConfig: { EndpointsConfig: { [`${project.id}-net`]: { Aliases: aliases } } },
      HostConfig: { NetworkMode: `${project.id}-net` },
    };
    await engineCall('POST', `/containers/create?name=${guest()}`, body);
    await engineCall('POST', `/containers/${guest()}/start`);
  };
  const leave = () => engineCall('DELETE', `/containers/${guest()}?force=1`);

  it('is named by check, and is no fault', async () => {
    await join(['db']);
    try {
      const { stdout } = await project.expectRun(0, 'check');
      expect(stdout).toContain(`Other container on network ${project.id}-net: ${guest()} (db)`);
      const json = JSON.parse((await project.expectRun(0, 'check', '--json')).stdout) as { consistent: boolean };
      expect(json.consistent).toBe(true);
    } finally {
      await leave();
    }
  });

  it('that took the address of a next generation in advance receives none of its requests', async () => {
    await join(['a.g2', `${project.imagePrefix}-a.g2`, `${project.imagePrefix}-a.g3`, `${project.imagePrefix}-a`]);
    try {
      await project.write('a', nodeFunction('next'));
      await project.expectRun(0, 'up');
      for (let n = 0; n < 20; n += 1) expect(await project.invoke('a')).toMatchObject({ version: 'next' });
    } finally {
      await leave();
    }
  });

  it('that has the address of a function is a fault', async () => {
    const upstream = await execIn(project.routerName, 'sh', '-c', 'ls /data/routes/b');
    await join([upstream.trim()]);
    try {
      const { stdout } = await project.expectRun(1, 'check');
      expect(stdout).toContain(`✗ Container ${guest()} of others has the address of b on network ${project.id}-net`);
    } finally {
      await leave();
      await sleep(100);
    }
  });
});
