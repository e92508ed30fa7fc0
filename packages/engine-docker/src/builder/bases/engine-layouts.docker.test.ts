/**
 * Tests images of a real engine as OCI layouts: a daemon would receive exactly what the engine has,
 * and each image is read once.
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import type { ContentStore } from '@smolfaas/buildkit';
import type { Engine } from '@smolfaas/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectEngine } from '../../connect-engine.js';
import { SMALL_IMAGE } from '../../small-image.test.fixture.js';
import { engineLayouts, type LayoutSources } from './engine-layouts.js';
import { type LayoutLedger, memoryLedger } from './ledger.js';

const signal = AbortSignal.timeout(170_000);
let engine: Engine;
let imageId: string;
/** Ids of the images that were read from the engine. */
const read: string[] = [];

beforeAll(async () => {
  engine = await connectEngine({ env: process.env, home: homedir() });
  const nobody = { containerNames: [], networkName: 'smolfaas-test-none', volumeNames: [] };
  const { images } = await engine.observe(nobody, signal);
  imageId = images.find(({ tags }) => tags.some((tag) => SMALL_IMAGE.endsWith(tag)))?.id ?? '';
  if (imageId === '') throw new Error(`the engine lists no ${SMALL_IMAGE}`);
});
afterAll(() => engine.close());

const sources = (ledger = memoryLedger()): LayoutSources => ({
  images: {
    imageId: async (reference) => (reference === SMALL_IMAGE ? imageId : undefined),
    save(names, asked) {
      read.push(...names);
      return engine.images.save(names, asked);
    },
  },
  ledger,
});

async function bytesOf(store: ContentStore, digest: string): Promise<Buffer> {
  const { size = 0 } = (await store.info(digest)) ?? {};
  const half = Math.floor(size / 2);
  const parts: Uint8Array[] = [];
  for await (const part of store.read(digest, 0, half)) parts.push(part);
  for await (const part of store.read(digest, half, size - half)) parts.push(part);
  return Buffer.concat(parts);
}
const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

it('serves manifest, config and layers by digests that are theirs, after one read for two builds at once', async () => {
  const layouts = engineLayouts(sources());
  try {
    const [digest = '', same] = await Promise.all([1, 2].map(() => layouts.manifestOf(SMALL_IMAGE, signal)));
    expect(same).toBe(digest);
    expect(read).toEqual([imageId]);
    const manifest = await bytesOf(layouts.store, digest);
    expect(sha256(manifest)).toBe(digest);
    const said: { config: { digest: string }; layers: { digest: string; size: number }[] } = JSON.parse(
      String(manifest),
    );
    const config = await bytesOf(layouts.store, said.config.digest);
    expect(sha256(config)).toBe(said.config.digest);
    const { rootfs }: { rootfs: { diff_ids: string[] } } = JSON.parse(String(config));
    expect(said.layers).toHaveLength(rootfs.diff_ids.length);
    for (const layer of said.layers) {
      const bytes = await bytesOf(layouts.store, layer.digest);
      expect([sha256(bytes), bytes.length]).toEqual([layer.digest, layer.size]);
    }
    expect(await layouts.store.info(`sha256:${'0'.repeat(64)}`)).toBeUndefined();
    expect(await layouts.manifestOf('smolfaas.local/none:none', signal)).toBeUndefined();
  } finally {
    layouts.close();
  }
});

it('reads nothing of an image that the ledger knows, until one of its layers is asked for', async () => {
  const ledger = memoryLedger();
  const first = engineLayouts(sources(ledger));
  const digest = await first.manifestOf(SMALL_IMAGE, signal);
  first.close();
  read.length = 0;
  const second = engineLayouts(sources(ledger));
  try {
    expect(await second.manifestOf(SMALL_IMAGE, signal)).toBe(digest);
    const manifest: { layers: { digest: string }[] } = JSON.parse(String(await bytesOf(second.store, digest ?? '')));
    expect(read).toEqual([]);
    for (const layer of manifest.layers) expect(await second.store.info(layer.digest)).toBeDefined();
    expect(read).toEqual([imageId]);
  } finally {
    second.close();
  }
});

it('a build that is stopped while its note is written takes no other build’s note with it', async () => {
  const ledger = memoryLedger();
  let writes = 0;
  const failsFirst: LayoutLedger = {
    read: (image, asked) => ledger.read(image, asked),
    async write(image, record, asked) {
      writes += 1;
      if (writes === 1) throw new Error('stopped');
      await ledger.write(image, record, asked);
    },
  };
  const layouts = engineLayouts(sources(failsFirst));
  try {
    await expect(layouts.manifestOf(SMALL_IMAGE, signal)).rejects.toThrow('stopped');
    expect(await layouts.manifestOf(SMALL_IMAGE, signal)).toMatch(/^sha256:/);
  } finally {
    layouts.close();
  }
});
