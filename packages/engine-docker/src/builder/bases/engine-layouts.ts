/**
 * Offers the engine's images as OCI layouts, for a daemon that requests their blobs over the
 * session of a build.
 *
 *   layoutOf(reference)     which image, and which manifest does it have?
 *                           from the ledger; otherwise the image is read, once
 *   Info, Read of a blob    manifest and config: from the ledger
 *                           a layer: from a file, read from the engine on the first request
 *
 * Invariants:
 *  1. A daemon that has an image requests none of its layers. Then nothing is read from the engine.
 *  2. Files are in a directory of this process, which is removed when the builder is released.
 */
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentStore, ImageConfig } from '@smolfaas/buildkit';
import { systemCode } from '@smolfaas/core';
import type { ImageStore } from '../../images/image-store.js';
import type { LayoutLedger, LayoutRecord } from './ledger.js';
import { saveLayout } from './save-layout.js';

/** Bytes read and sent at once: as many as a daemon requests in one call. */
const PIECE = 1 << 20;

/** Where images come from, and the ledger that records their layouts. */
export interface LayoutSources {
  readonly images: Pick<ImageStore, 'save' | 'imageId'>;
  readonly ledger: LayoutLedger;
}

export interface EngineLayouts {
  /**
   * Digest of the manifest of the engine's image with this reference; undefined if it has no such
   * image.
   */
  manifestOf(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Config of an image that `manifestOf` found, by the digest of its manifest; undefined if it
   * found none.
   */
  configOf(manifest: string): ImageConfig | undefined;
  readonly store: ContentStore;
  /** Removes the files. */
  close(): void;
}

/** Several builds may request images at once; each image is read once. */
export function engineLayouts({ images, ledger }: LayoutSources): EngineLayouts {
  const texts = new Map<string, Buffer>();
  const configs = new Map<string, ImageConfig>();
  /** Image ids by the digests of their layers. */
  const owners = new Map<string, string>();
  const known = new Map<string, Promise<LayoutRecord>>();
  const saved = new Map<string, Promise<LayoutRecord>>();
  let directory: string | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const save = (imageId: string, signal: AbortSignal): Promise<LayoutRecord> => {
    directory ??= mkdtempSync(join(tmpdir(), 'smolfaas-bases-'));
    const target = directory;
    return once(saved, imageId, async () => saveLayout(await images.save([imageId], signal), target));
  };
  const note = async (imageId: string, signal: AbortSignal): Promise<LayoutRecord> => {
    const noted = await ledger.read(imageId, signal);
    if (noted !== undefined) return noted;
    const record = await save(imageId, signal);
    // Writes run one at a time. Whether another build's write failed does not matter here.
    const mine = writing.catch(() => undefined).then(() => ledger.write(imageId, record, signal));
    writing = mine;
    await mine;
    return record;
  };
  const fileOf = async (digest: string): Promise<string | undefined> => {
    const owner = owners.get(digest);
    if (owner === undefined) return undefined;
    await save(owner, new AbortController().signal);
    return join(directory ?? '', digest.slice('sha256:'.length));
  };
  return {
    async manifestOf(reference, signal) {
      const imageId = await images.imageId(reference, signal);
      if (imageId === undefined) return undefined;
      const { manifest, config, layers } = await once(known, imageId, () => note(imageId, signal));
      for (const text of [manifest, config]) texts.set(digestOf(text), Buffer.from(text));
      configs.set(digestOf(manifest), JSON.parse(config));
      for (const digest of layers) owners.set(digest, imageId);
      return digestOf(manifest);
    },
    configOf: (manifest) => configs.get(manifest),
    store: {
      async info(digest) {
        const text = texts.get(digest);
        if (text !== undefined) return { size: text.length };
        const file = await fileOf(digest);
        return file === undefined ? undefined : sizeOf(file);
      },
      async *read(digest, offset, size) {
        const text = texts.get(digest);
        if (text !== undefined) yield text.subarray(offset, offset + size);
        else if (size > 0) {
          const part = { start: offset, end: offset + size - 1, highWaterMark: PIECE };
          yield* createReadStream((await fileOf(digest)) ?? '', part);
        }
      },
    },
    close() {
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Runs `make` once per key. A failure is forgotten, so the next call tries again. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const before = made.get(key);
  if (before !== undefined) return before;
  const making = make();
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

/**
 * The image may have been rebuilt under its name since. Then its archive no longer has this layer.
 */
async function sizeOf(file: string): Promise<{ size: number } | undefined> {
  try {
    return { size: (await stat(file)).size };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
