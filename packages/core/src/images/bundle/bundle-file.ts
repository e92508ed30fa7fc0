/**
 * A bundle on disk: one file that carries images to a machine without a network.
 *
 *     first entry of a tar archive   smolfaas-bundle.json   (manifest.ts)
 *     all other entries              what `docker save` writes
 *     behind the archive             the seal               (seal.ts)
 *
 * The file is compressed when its name ends in `.gz` or `.tgz`. Reading detects compression from
 * the content.
 *
 * Invariants:
 * 1. Everything streams, so memory use does not depend on the size.
 * 2. The file appears under its name only when it is complete.
 */
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { SmolfaasError } from '../../contract/errors.js';
import { errnoOf, systemCode } from '../../source/errno.js';
import { type BundleManifest, formatManifest, parseManifest } from './manifest.js';
import { BrokenSeal, sealing, unsealing } from './seal.js';
import { firstEntry, tarEntry } from '../../formats/tar.js';

const MANIFEST = 'smolfaas-bundle.json';
/** A manifest is small; SmolFaaS looks for it only at the beginning of the archive. */
const MANIFEST_LIMIT = 4 * 1024 * 1024;
/** Nearly the full reduction in half the time: layers are gigabytes, and users wait for them. */
const LEVEL = 2;

/**
 * @returns the size of the file in bytes
 * @throws bundle-unwritable, disk-full; what the archive's stream throws; the signal's reason
 */
export async function writeBundle(
  path: string,
  manifest: BundleManifest,
  archive: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  const beside = `${path}.${process.pid}.part`;
  const entry = tarEntry({ name: MANIFEST, mode: 0o644, content: formatManifest(manifest) });
  const compress = /\.t?gz$/i.test(path) ? [createGzip({ level: LEVEL })] : [];
  try {
    // Opened before anything can fail, so that the cleanup finds the file.
    const file = (await open(beside, 'w')).createWriteStream();
    await pipeline([headed(entry, archive), sealing(), ...compress, file], { signal });
    await rename(beside, path);
    return (await stat(path)).size;
  } catch (error) {
    await rm(beside, { force: true });
    signal.throwIfAborted();
    throw writeFailure(path, error);
  }
}

/**
 * Reads a whole bundle without storing it, and returns the manifest if the bundle is sound.
 * @throws bundle-unusable
 */
export async function checkBundle(path: string, signal: AbortSignal): Promise<BundleManifest> {
  const head: Buffer[] = [];
  let length = 0;
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      if (length < MANIFEST_LIMIT) head.push(chunk);
      length += chunk.length;
      done();
    },
  });
  await reading(path, signal, async () => {
    await pipeline([createReadStream(path), ...(await decompression(path)), unsealing(), sink], { signal });
  });
  const text = firstEntry(MANIFEST, Buffer.concat(head))?.toString();
  const manifest = text === undefined ? 'it holds images, but no word of what they are for' : parseManifest(text);
  if (typeof manifest === 'string') throw new SmolfaasError('bundle-unusable', { path, why: manifest });
  return manifest;
}

/**
 * Passes the archive to `use`, which reads it to its end.
 * @throws bundle-unusable, and what `use` throws
 */
export async function readBundle(
  path: string,
  use: (archive: Readable) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await reading(path, signal, async () => {
    const archive = new Transform({ transform: (chunk, _, done) => done(undefined, chunk) });
    const steps = [createReadStream(path), ...(await decompression(path)), unsealing(), archive];
    const failed = new AbortController(); // if the reader gives up, the pipeline must stop as well
    const used = use(archive).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
    await Promise.all([used, pipeline(steps, { signal: AbortSignal.any([signal, failed.signal]) })]);
  });
}

function headed(entry: Buffer, archive: AsyncIterable<Uint8Array>): Readable {
  async function* all(): AsyncGenerator<Uint8Array> {
    yield entry;
    for await (const chunk of archive) yield chunk;
  }
  return Readable.from(all(), { objectMode: false });
}

/** Detects gzip by the first two bytes (RFC 1952). */
async function decompression(path: string): Promise<Transform[]> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.readUInt16BE() === 0x1f8b ? [createGunzip()] : [];
  } finally {
    await file.close();
  }
}

async function reading(path: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    if (!existsSync(path)) throw new BrokenSeal('there is no such file');
    await work();
  } catch (error) {
    signal.throwIfAborted();
    throw readFailure(path, error);
  }
}

/**
 * zlib's own messages ("unexpected end of file", "incorrect data check") also mean a truncated or
 * damaged file.
 */
function readFailure(path: string, error: unknown): unknown {
  const isFault = error instanceof BrokenSeal || /^(Z_|EISDIR|EACCES)/.test(systemCode(error) ?? '');
  if (!isFault || !(error instanceof Error)) return error;
  return new SmolfaasError('bundle-unusable', { path, why: error.message }, { cause: error });
}

function writeFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || !(error instanceof Error) || error.name === 'SmolfaasError') return error;
  if (code === 'ENOSPC')
    return new SmolfaasError('disk-full', { where: path, message: error.message }, { cause: error });
  return new SmolfaasError('bundle-unwritable', { path, errno: errnoOf(error) }, { cause: error });
}
