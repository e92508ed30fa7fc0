import { LABEL } from '@smolfaas/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureNetwork } from '../networks/ensure-network.js';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';
import { observe } from './observe.js';
import { removeContainer } from '../containers/remove-container.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

const scope = (names: readonly string[] = []) => ({
  containerNames: names.map((name) => `${t.run}-${name}`),
  networkName: `${t.run}-net`,
  volumeNames: [`${t.run}-vol`],
});
/**
 * Only containers created by SmolFaaS have a role. Labels of an image are inherited, and do not
 * show who created the container.
 */
const ours = () => ({ ...t.labels, [LABEL.role]: 'function' });
const seen = async (names?: readonly string[]) => {
  const all = await observe(t.engine, scope(names), t.signal);
  return { ...all, containers: all.containers.filter((c) => c.name.startsWith(t.run)) };
};

describe('observe', () => {
  it('lists what is ours by label, and foreign holders of our names only', async () => {
    await t.runBody('ours', { Cmd: ['sleep', '1000'] }, ours());
    await t.runBody('inherits', { Cmd: ['sleep', '1000'] }, t.labels);
    await t.runBody('holder', { Cmd: ['sleep', '1000'] }, t.foreign);
    await t.runBody('stranger', { Cmd: ['sleep', '1000'] }, t.foreign);
    const { containers, images } = await seen(['holder', 'missing']);
    expect(containers.map((c) => c.name).sort()).toEqual([`${t.run}-holder`, `${t.run}-ours`]);
    const one = containers.find((c) => c.name === `${t.run}-ours`);
    expect(one).toMatchObject({ state: 'running', labels: ours(), networks: ['bridge'], ports: [] });
    expect(images.map((image) => image.id)).toContain(one?.imageId);
  });

  it('tells how one ended, and how each stands', async () => {
    const id = await t.runBody('ended', { Cmd: ['sh', '-c', 'exit 3'] }, ours());
    await t.engine.call('wait', t.signal, (d) => d.getContainer(id).wait());
    const paused = await t.runBody('paused', { Cmd: ['sleep', '1000'] }, ours());
    await t.engine.call('pause', t.signal, (d) => d.getContainer(paused).pause());
    const { containers } = await seen();
    const stateOf = (name: string) => containers.find((c) => c.name === `${t.run}-${name}`);
    expect(stateOf('ended')).toMatchObject({ state: 'exited', exitCode: 3, oomKilled: false });
    expect(stateOf('paused')).toMatchObject({ state: 'paused' });
    expect(stateOf('paused')).not.toHaveProperty('exitCode');
  });

  it('inspects the containers of one project, or of all', async () => {
    await t.runBody('of-run', { Cmd: ['sleep', '1000'] }, ours());
    const detailsFor = async (project?: string) => {
      const { containers } = await observe(t.engine, { ...scope(), project }, t.signal);
      return containers.find((c) => c.name === `${t.run}-of-run`)?.details;
    };
    expect(await detailsFor()).toMatchObject({ restarts: 0 });
    expect(await detailsFor(t.run)).toMatchObject({ restarts: 0 });
    expect(await detailsFor('another')).toBeUndefined();
  });

  it('reads published ports and networks', async () => {
    const network = `${t.run}-net`;
    await ensureNetwork(t.engine, network, t.labels, t.signal);
    await t.engine.call('create', t.signal, (d) => d.createVolume({ Name: `${t.run}-vol`, Labels: { ...t.labels } }));
    const ports = { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] };
    const body = {
      Cmd: ['sleep', '1000'],
      ExposedPorts: { '80/tcp': {} },
      HostConfig: { PortBindings: ports, NetworkMode: network },
    };
    await t.runBody('ports', body, t.labels);
    const { containers, networks, volumes, engine } = await seen();
    expect(containers.find((c) => c.name === `${t.run}-ports`)).toMatchObject({
      networks: [network],
      ports: [{ ip: '127.0.0.1', containerPort: 80, hostPort: expect.any(Number) }],
    });
    expect(networks.filter((n) => n.name === network)).toMatchObject([{ labels: t.labels }]);
    expect(volumes.filter((v) => v.name === `${t.run}-vol`)).toEqual([{ name: `${t.run}-vol`, labels: t.labels }]);
    expect(engine).toEqual(t.engine.info);
    expect(engine.platform.os).toBe('linux');
  });

  it('is not disturbed by containers that come and go', async () => {
    const churn = async (name: string) => {
      const id = await t.runBody(name, { Cmd: ['true'] }, { ...ours(), [LABEL.function]: name });
      await removeContainer(t.engine, id, 0, t.signal);
    };
    const churning = Promise.all(['x', 'y', 'z'].map(churn));
    for (let i = 0; i < 20; i++) expect((await seen()).engine).toEqual(t.engine.info);
    await churning;
  });
});
