import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saveLayout } from './save-layout.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smolfaas-layout-'));
});
// A file may still be open for a layer at which an archive was truncated.
afterEach(() => rm(directory, { recursive: true, maxRetries: 5 }));

type Entries = Readonly<Record<string, Buffer | { readonly link: string } | { readonly hardLink: string }>>;

/** An archive in the format of `docker save`. */
function archive(entries: Entries): AsyncIterable<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(entries)) {
    if (Buffer.isBuffer(content)) tar.entry({ name }, content);
    else if ('link' in content) tar.entry({ name, type: 'symlink', linkname: content.link });
    else tar.entry({ name, type: 'link', linkname: content.hardLink });
  }
  tar.finalize();
  return tar;
}

const sha256 = (bytes: Buffer | string) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const manifest = (Config: string, ...Layers: string[]) =>
  Buffer.from(JSON.stringify([{ Config, RepoTags: ['x:1'], Layers }]));
const CONFIG = '{"architecture":"amd64"}';
const LOWER = Buffer.from('the lower layer');
const UPPER = Buffer.alloc(3 << 20, 'the upper layer');

it('reads an archive of an old engine: a directory for each layer, and one that is a link to another', async () => {
  const record = await saveLayout(
    archive({
      'aa/layer.tar': LOWER,
      'bb/layer.tar': { link: '../aa/layer.tar' },
      'cc/layer.tar': UPPER,
      'c.json': Buffer.from(CONFIG),
      'manifest.json': manifest('c.json', 'aa/layer.tar', 'bb/layer.tar', 'cc/layer.tar'),
    }),
    directory,
  );
  expect(record.config).toBe(CONFIG);
  expect(record.layers).toEqual([sha256(LOWER), sha256(LOWER), sha256(UPPER)]);
  expect(UPPER.equals(await readFile(join(directory, sha256(UPPER).slice(7))))).toBe(true);
});

it('reads an archive of a newer engine: blobs by digest, the manifest first, layers as they came from the registry', async () => {
  const packed = gzipSync(UPPER);
  const zstd = Buffer.from('28b52ffd0458190000', 'hex');
  const record = await saveLayout(
    archive({
      'manifest.json': manifest('blobs/sha256/cfg', 'blobs/sha256/l1', 'blobs/sha256/l2', 'blobs/sha256/l3'),
      'blobs/sha256/cfg': Buffer.from(CONFIG),
      'blobs/sha256/l1': packed,
      'blobs/sha256/l2': zstd,
      'blobs/sha256/l3': { hardLink: 'blobs/sha256/l1' },
      'index.json': Buffer.from('{}'),
    }),
    directory,
  );
  const type = 'application/vnd.oci.image.layer.v1.tar';
  expect(JSON.parse(record.manifest)).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256(CONFIG), size: CONFIG.length },
    layers: [
      { mediaType: `${type}+gzip`, digest: sha256(packed), size: packed.length },
      { mediaType: `${type}+zstd`, digest: sha256(zstd), size: zstd.length },
      { mediaType: `${type}+gzip`, digest: sha256(packed), size: packed.length },
    ],
  });
});

it('gives the same manifest for the same image, in whichever order its archive has it', async () => {
  const layer = { 'l/layer.tar': LOWER };
  const rest = { 'c.json': Buffer.from(CONFIG), 'manifest.json': manifest('c.json', 'l/layer.tar') };
  const first = await saveLayout(archive({ ...layer, ...rest }), directory);
  const again = await saveLayout(archive({ ...rest, ...layer }), directory);
  expect(again).toEqual(first);
});

it.each<[string, Entries, string]>([
  ['nothing in it', {}, 'without an image'],
  ['a manifest of no image', { 'manifest.json': Buffer.from('[]') }, 'without an image'],
  ['no config', { 'manifest.json': manifest('c.json', 'l'), l: LOWER }, 'without an image'],
  ['a layer missing', { 'manifest.json': manifest('c', 'l', 'm'), c: Buffer.from(CONFIG), l: LOWER }, 'lacks a layer'],
])('an archive with %s is refused', async (_, entries, said) => {
  await expect(saveLayout(archive(entries), directory)).rejects.toThrow(said);
});

it('an archive that breaks off is refused, and leaves no half layer under a digest', async () => {
  const whole = await buffer(archive({ 'l/layer.tar': UPPER }));
  async function* cut() {
    yield whole.subarray(0, 1 << 20);
    throw new Error('the engine went away');
  }
  await expect(saveLayout(cut(), directory)).rejects.toThrow('the engine went away');
  expect((await readdir(directory)).filter((name) => !name.startsWith('partial-'))).toEqual([]);
});
