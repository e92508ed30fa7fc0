/**
 * Tests how an image gets into the engine when the daemon or the engine cannot do the short way.
 */
import { BuildKitError, type ContentStore, type SolveRequest } from '@smolfaas/buildkit';
import { type BuildRequest, SmolfaasError } from '@smolfaas/core';
import { describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../anonymous.test.fixture.js';
import { type Made, sendImage } from './send-image.js';

const BUILD: BuildRequest = {
  function: 'fn',
  input: { kind: 'dockerfile', filename: 'Dockerfile', attrs: {} },
  tags: ['fn:1'],
  labels: {},
  source: { root: '/', entries: [] },
  secrets: {},
  sharedKey: 'p/fn',
  timeoutMs: 1000,
};
const LAYER = 'sha256:layer';
const blobs: Record<string, string> = {
  'sha256:manifest': JSON.stringify({ config: { digest: 'sha256:config' }, layers: [{ digest: LAYER, size: 5 }] }),
  'sha256:config': JSON.stringify({ rootfs: { diff_ids: ['sha256:plain'] } }),
  [LAYER]: 'bytes',
};
/**
 * A daemon with these blobs. It lacks the blob `lacks`, and cannot read the blob `gone`, which it
 * knows.
 */
function daemonContent({ lacks, gone }: { lacks?: string; gone?: string }): ContentStore {
  return {
    info: async (digest) => (digest === lacks ? undefined : { size: blobs[digest]?.length ?? 0 }),
    async *read(digest) {
      if (digest === gone) throw new BuildKitError('protocol', `content digest ${digest}: not found`, {});
      yield Buffer.from(blobs[digest] ?? '');
    },
  };
}

const notAsked = () => Promise.reject(new Error('not asked'));

/**
 * Sends an image. Returns the size of each archive that the engine read to its end, and how often
 * all layers were requested.
 */
async function send(content: ContentStore, held: readonly string[] | undefined, refuse?: SmolfaasError) {
  const archives: number[] = [];
  let wholes = 0;
  const solve = async ({ exporter }: SolveRequest) => {
    expect(exporter).toMatchObject({ type: 'docker', attrs: { name: 'fn:1' } });
    wholes++;
    return { exporterResponse: {}, steps: [] };
  };
  const close = () => undefined;
  const rest = { workers: notAsked, info: notAsked, imageConfig: notAsked, diskUsage: notAsked, prune: notAsked };
  const client = { get: async () => ({ ...rest, content: () => content, solve, close }), close };
  const images = {
    imageId: async () => 'sha256:id',
    heldLayers: async () => held,
    tag: async () => undefined,
    save: notAsked,
    async load(archive: AsyncIterable<Uint8Array>) {
      let size = 0;
      try {
        for await (const chunk of archive) size += chunk.length;
      } catch (cause) {
        throw new SmolfaasError('engine-unreachable', { endpoint: 'there', message: 'broke off' }, { cause }); // the call was cut off
      }
      if (refuse !== undefined) throw refuse;
      archives.push(size);
    },
  };
  const result = { exporterResponse: { 'containerimage.digest': 'sha256:manifest' }, steps: [] };
  const made: Made = { build: BUILD, contentStores: {}, result, relatives: ['base:1'] };
  const daemon = { client, endpoint: 'a daemon', fetcher: 'builder', logins: ANONYMOUS } as const;
  expect(await sendImage(daemon, made, images, AbortSignal.timeout(5000))).toBe('sha256:id');
  return { archives, wholes };
}

describe('the daemon’s own blobs are sent', () => {
  it('without a layer that a relative has', async () => {
    const all = await send(daemonContent({}), []);
    const few = await send(daemonContent({}), ['sha256:plain']);
    expect([all.wholes, few.wholes]).toEqual([0, 0]);
    expect((all.archives[0] ?? 0) - (few.archives[0] ?? 0)).toBe(1024); // its header and its content, one block each
  });
});

describe('the daemon is asked for all layers', () => {
  const refused = new SmolfaasError('engine-error', { call: 'load images', status: 200, message: 'no such file' });

  it.each([
    ['a blob is not there', { lacks: LAYER }, [], undefined],
    ['there is no manifest', { lacks: 'sha256:manifest' }, [], undefined],
    ['a blob cannot be read to its end', { gone: LAYER }, [], undefined],
    ['the engine wants images whole', {}, undefined, undefined],
    ['the engine refuses what it got', {}, [], refused],
  ])('when %s', async (_, content, held, refuse) => {
    expect(await send(daemonContent(content), held, refuse)).toEqual({ archives: [], wholes: 1 });
  });
});
