import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SMALL_IMAGE } from '../small-image.test.fixture.js';
import { type TestEngine, testEngine } from '../engine.test.fixture.js';
import { hasImage, removeImage, tagImage } from '../images/images.js';
import { removeContainer } from './remove-container.js';
import { removeVolume } from '../volumes/remove-volume.js';
import { renameContainer } from './rename-container.js';

let t: TestEngine;
beforeAll(async () => {
  t = await testEngine();
});
afterAll(() => t?.sweep());

const sleeping = { Cmd: ['sleep', '1000'] };
const nameOf = async (id: string) =>
  (await t.engine.call('inspect', t.signal, (d) => d.getContainer(id).inspect())).Name;

describe('renameContainer', () => {
  it('gives the settled name once its former holder has left', async () => {
    const old = await t.runBody('settled', sleeping, t.labels);
    const next = await t.runBody('settled.g2', sleeping, t.labels);
    await Promise.all([
      removeContainer(t.engine, old, 0, t.signal),
      renameContainer(t.engine, next, `${t.run}-settled`, t.signal),
    ]);
    expect(await nameOf(next)).toBe(`/${t.run}-settled`);
  });

  it('refuses a foreign holder at once', async () => {
    const holder = await t.runBody('held', sleeping, t.foreign);
    const id = await t.runBody('held.g2', sleeping, t.labels);
    const began = performance.now();
    await expect(renameContainer(t.engine, id, `${t.run}-held`, t.signal)).rejects.toMatchObject({
      code: 'foreign-object',
      facts: { kind: 'container', name: `${t.run}-held`, id: holder },
    });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await nameOf(id)).toBe(`/${t.run}-held.g2`);
  });
});

describe('image names', () => {
  it('come and go, the image stays', async () => {
    const name = `${t.run}-image:one`;
    await tagImage(t.engine, SMALL_IMAGE, name, t.signal);
    expect(await hasImage(t.engine, name, t.signal)).toBe(true);
    await removeImage(t.engine, name, t.signal);
    await removeImage(t.engine, name, t.signal);
    expect(await hasImage(t.engine, name, t.signal)).toBe(false);
    expect(await hasImage(t.engine, SMALL_IMAGE, t.signal)).toBe(true);
  });

  it('name the container that still needs the image', async () => {
    const id = await t.runBody('user', sleeping, t.labels);
    const commit = { repo: `${t.run}-own`, tag: '1' };
    await t.engine.call('commit', t.signal, (d) => d.getContainer(id).commit(commit));
    const user = await t.runBody('user2', { ...sleeping, Image: `${t.run}-own:1` }, t.labels);
    await expect(removeImage(t.engine, `${t.run}-own:1`, t.signal)).rejects.toMatchObject({
      code: 'removal-blocked',
      facts: { kind: 'image', blockers: [`${t.run}-user2`] },
    });
    await removeContainer(t.engine, user, 0, t.signal);
    await removeImage(t.engine, `${t.run}-own:1`, t.signal);
  });
});

describe('removeVolume', () => {
  it('names who mounts it, and removes it when nobody does', async () => {
    const name = `${t.run}-vol`;
    await t.engine.call('create', t.signal, (d) => d.createVolume({ Name: name, Labels: { ...t.labels } }));
    const body = { ...sleeping, HostConfig: { Binds: [`${name}:/data`] } };
    const id = await t.runBody('mounter', body, t.foreign);
    await expect(removeVolume(t.engine, name, t.signal)).rejects.toMatchObject({
      code: 'removal-blocked',
      facts: { kind: 'volume', name, blockers: [`${t.run}-mounter`] },
    });
    await removeContainer(t.engine, id, 0, t.signal);
    await removeVolume(t.engine, name, t.signal);
    await removeVolume(t.engine, name, t.signal);
  });
});
