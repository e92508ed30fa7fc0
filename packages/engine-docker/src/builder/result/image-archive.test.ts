/**
 * Tests an image's archive as the system's tar reads it, with and without layers that the engine
 * has.
 */
import { execFileSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { imageArchive, layersAbove } from './image-archive.js';
import type { MadeImage } from './made-image.js';

const layer = (name: string) => ({ digest: `sha256:${name}`, size: name.length * 1000, diffId: `plain-${name}` });
const [base, lower, upper] = [layer('base'), layer('lower'), layer('upper')];

describe('layers that are sent', () => {
  it.each([
    ['nothing like it is there', [], [base, lower, upper]],
    ['the base is there', [['plain-base']], [lower, upper]],
    ['the last version is there', [['plain-base'], ['plain-base', 'plain-lower', 'plain-other']], [upper]],
    ['the same layer is there on another one', [['plain-other', 'plain-lower', 'plain-upper']], [base, lower, upper]],
    ['another image is all of it and more', [['plain-base', 'plain-lower', 'plain-upper', 'plain-more']], []],
  ])('%s', (_, held, sent) => {
    expect(layersAbove([base, lower, upper], held)).toEqual(sent);
  });
});

describe('an archive', () => {
  const blob = (name: string) => ({ mediaType: `type/${name}`, digest: `sha256:${name}`, bytes: Buffer.from(name) });
  const image: MadeImage = { manifest: blob('manifest'), config: blob('config'), layers: [base, lower, base] };
  const content = {
    info: () => Promise.reject(new Error('not asked')),
    async *read(digest: string, offset: number, size: number) {
      yield Buffer.alloc(1, digest.slice(7));
      yield Buffer.alloc(size - 1, digest.slice(7), 'latin1').subarray(offset);
    },
  };
  const list = async (layers: MadeImage['layers']) => {
    const tar = await buffer(Readable.from(imageArchive(image, ['here:1', 'host:5000/there:2'], layers, content)));
    const read = (...args: string[]) => execFileSync('tar', args, { input: tar, encoding: 'utf8' });
    return { names: read('-t').trim().split('\n'), text: (name: string) => read('-xO', '--', name) };
  };

  it('names every layer, has those that were asked for, each once, and says the tags in Docker’s form and in OCI’s', async () => {
    const { names, text } = await list([lower, base, base]);
    const blobs = ['manifest', 'config', 'lower', 'base'].map((name) => `blobs/sha256/${name}`);
    expect(names).toEqual(['oci-layout', 'index.json', 'manifest.json', ...blobs]);
    expect(text('blobs/sha256/config')).toBe('config');
    expect(text('blobs/sha256/lower')).toHaveLength(5000);
    expect(JSON.parse(text('manifest.json'))).toEqual([
      {
        Config: 'blobs/sha256/config',
        RepoTags: ['here:1', 'host:5000/there:2'],
        Layers: ['base', 'lower', 'base'].map((name) => `blobs/sha256/${name}`),
      },
    ]);
    const named = (name: string, tag: string) => ({
      mediaType: 'type/manifest',
      digest: 'sha256:manifest',
      size: 8,
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tag },
    });
    expect(JSON.parse(text('index.json'))).toEqual({
      schemaVersion: 2,
      manifests: [named('docker.io/library/here:1', '1'), named('host:5000/there:2', '2')],
    });
  });

  it('without layers is small', async () => {
    expect((await list([])).names).toHaveLength(5);
  });
});
