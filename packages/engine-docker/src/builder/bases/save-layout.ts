/**
 * Saves an image of the engine as an OCI layout. It reads the whole image from an archive in the
 * format of `docker save`, into a directory of blobs by digest.
 *
 *   manifest.json             [{ "Config": path, "Layers": [path, …] }], lowest layer first;
 *                             paths differ between engines
 *   a layer                   a tar, mostly plain; containerd's image store returns it
 *                             compressed, as it came from a registry
 *   a layer that is a link    to a layer of the same bytes
 *
 * The manifest is made here (OCI image spec, manifest.md). The same image always yields the same
 * bytes, so the same digest.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract, type Headers } from 'tar-stream';
import type { LayoutRecord } from './ledger.js';

const MEDIA = 'application/vnd.oci.image';
/** First bytes of a compressed layer, and the suffix that OCI adds to its media type. */
const COMPRESSIONS: readonly (readonly [magic: string, suffix: string])[] = [
  ['1f8b', '+gzip'],
  ['28b52ffd', '+zstd'],
];

/** A blob in the directory, named by its digest. */
interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly compression: string;
}

/** Small files are also kept as text: the config is one of them. */
const TEXT_LIMIT = 1 << 20;

/** Reads the archive to its end. Each layer becomes a file `<directory>/<hex of its SHA-256>`. */
export async function saveLayout(archive: AsyncIterable<Uint8Array>, directory: string): Promise<LayoutRecord> {
  const files = new Map<string, Blob>();
  const texts = new Map<string, string>();
  const links = new Map<string, string>();
  const unpack = extract();
  const take = async (header: Headers, stream: Readable, next: (error?: unknown) => void): Promise<void> => {
    try {
      await takeEntry(header, stream, directory, { files, texts, links });
      next();
    } catch (error) {
      next(error);
    }
  };
  unpack.on('entry', (header, stream, next) => void take(header, stream, next));
  await pipeline(archive, unpack);
  const at = (path: string): string => links.get(path) ?? path;
  const image = savedImage(texts.get('manifest.json') ?? '[]');
  const config = texts.get(at(image?.Config ?? ''));
  if (image === undefined || config === undefined) throw new Error('the engine gave an archive without an image');
  const layers = image.Layers.flatMap((path) => files.get(at(path)) ?? []);
  if (layers.length < image.Layers.length) throw new Error('the engine gave an archive that lacks a layer');
  return { config, manifest: manifestOf(config, layers), layers: layers.map(({ digest }) => digest) };
}

interface SavedImage {
  readonly Config: string;
  readonly Layers: readonly string[];
}

/** The first entry of `manifest.json`; undefined if there is none. */
function savedImage(text: string): SavedImage | undefined {
  const list: unknown = JSON.parse(text);
  const [first]: unknown[] = Array.isArray(list) ? list : [];
  if (typeof first !== 'object' || first === null || !('Config' in first) || !('Layers' in first)) return undefined;
  const { Config, Layers } = first;
  if (typeof Config !== 'string' || !Array.isArray(Layers)) return undefined;
  return { Config, Layers: Layers.map(String) };
}

interface Found {
  readonly files: Map<string, Blob>;
  readonly texts: Map<string, string>;
  readonly links: Map<string, string>;
}

async function takeEntry(header: Headers, stream: Readable, directory: string, found: Found): Promise<void> {
  const path = posix.normalize(header.name);
  if (header.type === 'symlink' || header.type === 'link') {
    const target = header.linkname ?? '';
    const base = header.type === 'symlink' ? posix.dirname(path) : '.';
    found.links.set(path, posix.normalize(posix.join(base, target)));
  }
  if (header.type !== 'file' || header.size === undefined) {
    stream.resume();
    return;
  }
  if (header.size < TEXT_LIMIT) {
    const bytes = await buffer(stream);
    found.texts.set(path, bytes.toString());
    found.files.set(path, await writeBlob([bytes], directory));
    return;
  }
  found.files.set(path, await writeBlob(stream, directory));
}

async function writeBlob(content: AsyncIterable<Buffer> | Iterable<Buffer>, directory: string): Promise<Blob> {
  const hash = createHash('sha256');
  const partial = join(directory, `partial-${Math.random().toString(36).slice(2)}`);
  let size = 0;
  let head = Buffer.alloc(0);
  async function* watched() {
    for await (const chunk of content) {
      if (head.length < 4) head = Buffer.concat([head, chunk.subarray(0, 4)]);
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await pipeline(watched, createWriteStream(partial));
  const hex = hash.digest('hex');
  await rename(partial, join(directory, hex));
  const compression = COMPRESSIONS.find(([magic]) => head.toString('hex').startsWith(magic))?.[1] ?? '';
  return { digest: `sha256:${hex}`, size, compression };
}

function manifestOf(config: string, layers: readonly Blob[]): string {
  const bytes = Buffer.from(config);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: `${MEDIA}.manifest.v1+json`,
    config: { mediaType: `${MEDIA}.config.v1+json`, digest, size: bytes.length },
    layers: layers.map(({ digest: blob, size, compression }) => {
      return { mediaType: `${MEDIA}.layer.v1.tar${compression}`, digest: blob, size };
    }),
  });
}
