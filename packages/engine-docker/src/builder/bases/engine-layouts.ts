/**
 * The engine's images as OCI layouts, for a daemon that asks for their blobs over the session of a build.
 *
 *   layoutOf(reference)     which image is it, and which manifest does that have?       the ledger knows; else it is read, once
 *   Info, Read of a blob    manifest and config from the ledger; a layer from a file     read from the engine when the first is asked for
 *
 * What must stay true: a daemon that has an image asks for none of its layers, and then nothing is read from the engine. Files lie in a
 * directory of this process, which goes when the builder is let go of.
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

/** Bytes that are read, and sent, at once: what a daemon asks for in one call. */
const PIECE = 1 << 20;

/** Where images come from, and what is known of them. */
export interface LayoutSources {
  readonly images: Pick<ImageStore, 'save' | 'imageId'>;
  readonly ledger: LayoutLedger;
}

export interface EngineLayouts {
  /** Digest of the manifest of the image that the engine has under this reference; undefined when it has none. */
  manifestOf(reference: string, signal: AbortSignal): Promise<string | undefined>;
  /** The config of an image that `manifestOf` found, by the digest of its manifest; undefined when none was found. */
  configOf(manifest: string): ImageConfig | undefined;
  readonly store: ContentStore;
  /** Removes the files. */
  close(): void;
}

/** Several builds may ask at once; each image is read once. */
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
    // One at a time; what became of another build's note is none of this one's business.
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

/** A failure is not remembered. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const before = made.get(key);
  if (before !== undefined) return before;
  const making = make();
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

/** An image may have been made anew under its name since: then a layer is no longer in its archive. */
async function sizeOf(file: string): Promise<{ size: number } | undefined> {
  try {
    return { size: (await stat(file)).size };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
