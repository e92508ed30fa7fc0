import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureNetwork } from '../networks/ensure-network.js';
import { findNetwork } from '../networks/join-network.js';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';
import { removeContainer } from './remove-container.js';
import { startFunction } from './start.js';

let t: TestEngine;
let network: string;

beforeAll(async () => {
  t = await testEngine();
  network = await ensureNetwork(t.engine, `${t.run}-net`, t.labels, t.signal);
});
afterAll(() => t?.sweep());

const inspect = (id: string) => t.engine.call('inspect', t.signal, (d) => d.getContainer(id).inspect());
const list = () => t.engine.call('list', t.signal, (d) => d.listContainers({ all: true, filters: { name: [t.run] } }));

describe('startFunction', () => {
  it('gives the container its limits, its network and nothing else', async () => {
    const { id } = await startFunction(t.engine, t.spec('tight', network), t.signal);
    const { HostConfig, NetworkSettings, Config } = await inspect(id);
    expect(HostConfig.CapDrop).toEqual(['ALL']);
    expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges:true']);
    expect(HostConfig.ReadonlyRootfs).toBe(true);
    expect(HostConfig.Memory).toBe(64 << 20);
    expect(HostConfig.PidsLimit).toBe(64);
    expect(HostConfig.CpuShares).toBe(128);
    expect(HostConfig.LogConfig).toEqual({ Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } });
    expect(HostConfig.Binds ?? []).toEqual([]);
    expect(
      Object.values(NetworkSettings.Ports ?? {})
        .flat()
        .filter(Boolean),
    ).toEqual([]);
    expect(Object.keys(NetworkSettings.Networks)).toEqual([`${t.run}-net`]);
    expect(NetworkSettings.Networks[`${t.run}-net`]?.Aliases).toContain('tight-alias');
    expect(Config.Env).toContain('PORT=8000');
  });

  it('puts certificates where every user can read them, with a read-only root; they go with it', async () => {
    const certificates = { path: '/etc/own/ca.pem', pem: Buffer.from('certificates of a test') };
    const spec = t.spec('trusting', network, { certificates });
    const { id } = await startFunction(t.engine, spec, t.signal);
    const { HostConfig, Mounts } = await inspect(id);
    expect(HostConfig.ReadonlyRootfs).toBe(true);
    const archive = await t.engine.call('read a file', t.signal, (d) =>
      d.getContainer(id).getArchive({ path: certificates.path }),
    );
    const tar = await text(archive);
    expect(tar).toMatch(/^ca\.pem\0+0*(?:100)?444\0[^]*certificates of a test\0/);
    await removeContainer(t.engine, id, 0, t.signal);
    const volume = t.engine.call('inspect volume', t.signal, (d) => d.getVolume(Mounts[0]?.Name ?? '').inspect());
    await expect(volume).rejects.toMatchObject({ facts: { status: 404 } });
  });

  it('puts secrets into /run/secrets before the start, readable for all users; they go with it', async () => {
    const secrets = [
      { name: 'key', value: Buffer.from('correct horse\n') },
      { name: 'bytes', value: new Uint8Array([0, 255]) },
    ];
    const { id } = await startFunction(t.engine, t.spec('trusted', network, { secrets }), t.signal);
    const { Mounts, Config } = await inspect(id);
    const archive = await t.engine.call('read a file', t.signal, (d) =>
      d.getContainer(id).getArchive({ path: '/run/secrets/key' }),
    );
    expect(await text(archive)).toMatch(/^key\0+0*(?:100)?444\0[^]*correct horse\n\0/);
    expect(JSON.stringify(Config)).not.toContain('horse');
    await removeContainer(t.engine, id, 0, t.signal);
    const volume = t.engine.call('inspect volume', t.signal, (d) => d.getVolume(Mounts[0]?.Name ?? '').inspect());
    await expect(volume).rejects.toMatchObject({ facts: { status: 404 } });
  });

  it('attaches it to further networks before the start, without an alias', async () => {
    const other = `${t.run}-other`;
    const otherId = await ensureNetwork(t.engine, other, t.labels, t.signal);
    expect(await findNetwork(t.engine, other, t.signal)).toBe(otherId);
    expect(await findNetwork(t.engine, `${other}-none`, t.signal)).toBeUndefined();
    const { id } = await startFunction(t.engine, t.spec('social', network, { networks: [other] }), t.signal);
    const { NetworkSettings } = await inspect(id);
    expect(Object.keys(NetworkSettings.Networks).sort()).toEqual([`${t.run}-net`, other]);
    expect(NetworkSettings.Networks[other]?.Aliases ?? []).not.toContain('social-alias');
    const absent = t.spec('lonely', network, { networks: [`${other}-none`] });
    await expect(startFunction(t.engine, absent, t.signal)).rejects.toMatchObject({ code: 'container-failed' });
    expect((await list()).flatMap((c) => c.Names)).not.toContain(`/${t.run}-lonely`);
  });

  it('starts several at once, each reachable by its alias', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const started = await Promise.all(names.map((n) => startFunction(t.engine, t.spec(n, network), t.signal)));
    expect(new Set(started.map(({ id }) => id)).size).toBe(4);
  });

  it('ends at SIGTERM without waiting for the grace, although the process handles no signal', async () => {
    const { id } = await startFunction(t.engine, t.spec('deaf', network), t.signal);
    const began = performance.now();
    await removeContainer(t.engine, id, 10_000, t.signal);
    expect(performance.now() - began).toBeLessThan(8_000);
  });

  it('fails as the function does when there is no such image', async () => {
    const spec = t.spec('noimage', network, { image: 'smolfaas.local/none:none' });
    await expect(startFunction(t.engine, spec, t.signal)).rejects.toMatchObject({
      code: 'container-failed',
      facts: { function: 'noimage', message: expect.stringContaining('smolfaas.local/none') },
    });
  });

  it('leaves nothing behind when the container cannot be started', async () => {
    const spec = t.spec('nonet', '0000000000000000000000000000000000000000000000000000000000000000');
    await expect(startFunction(t.engine, spec, t.signal)).rejects.toMatchObject({ code: 'container-failed' });
    expect((await list()).flatMap((c) => c.Names)).not.toContain(`/${t.run}-nonet`);
  });

  it.each([0, 3, 10, 30, 100])('leaves nothing behind when it is interrupted after %i ms', async (ms) => {
    const reason = new Error('stop');
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), ms);
    const name = `int${ms}`;
    await expect(startFunction(t.engine, t.spec(name, network), stop.signal)).rejects.toBe(reason);
    expect((await list()).flatMap((c) => c.Names)).not.toContain(`/${t.run}-${name}`);
  });

  it('refuses a name that a foreign container holds, and leaves that alone', async () => {
    const id = await t.runBody('taken', { Cmd: ['sleep', '1000'] }, t.foreign);
    await expect(startFunction(t.engine, t.spec('taken', network), t.signal)).rejects.toMatchObject({
      code: 'foreign-object',
      facts: { kind: 'container', name: `${t.run}-taken`, id },
    });
    expect((await inspect(id)).State.Running).toBe(true);
  });

  it('waits for a name that is just being freed', async () => {
    const { id } = await startFunction(t.engine, t.spec('again', network), t.signal);
    const removal = removeContainer(t.engine, id, 0, t.signal);
    const again = startFunction(t.engine, t.spec('again', network), t.signal).catch((error: unknown) => error);
    await removal;
    expect(await again).toMatchObject({ id: expect.any(String) });
  });
});
