/**
 * The content service, called by a real gRPC client: sizes, ranges, and blobs that do not exist.
 */
import { Metadata } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import type { ContentStore } from '../api.js';
import { Content } from '../gen/containerd/services/content/v1/content_pb.js';
import { callServerStream, callUnary } from '../grpc/call.js';
import { contentRoutes } from './content.js';
import { closeAll, grpcClient } from './serve.test.fixture.js';

afterEach(closeAll);

const blob = Buffer.alloc(3 << 20, '0123456789');
const store: ContentStore = {
  info: async (digest) => (digest === 'sha256:a' ? { size: blob.length } : undefined),
  async *read(_digest, offset, size) {
    yield blob.subarray(offset, offset + size);
  },
};

async function ask(name: string) {
  const client = await grpcClient(contentRoutes({ bases: store }));
  const metadata = new Metadata();
  metadata.set('buildkit-attachable-store-id', name);
  const read = async (digest: string, offset: bigint, size: bigint) => {
    const messages = [];
    for await (const message of callServerStream(client, Content.method.read, { digest, offset, size }, metadata)) {
      messages.push(message);
    }
    return messages;
  };
  return { info: (digest: string) => callUnary(client, Content.method.info, { digest }, { metadata }), read };
}

test('a blob has a size, and is read whole or in part, in messages of a megabyte at most', async () => {
  const { info, read } = await ask('oci:bases');
  expect((await info('sha256:a')).info).toMatchObject({ digest: 'sha256:a', size: BigInt(blob.length) });
  const whole = await read('sha256:a', 0n, 0n);
  expect(whole.map(({ offset, data }) => [Number(offset), data.length])).toEqual([
    [0, 1 << 20],
    [1 << 20, 1 << 20],
    [2 << 20, 1 << 20],
  ]);
  expect(Buffer.concat(whole.map(({ data }) => data)).equals(blob)).toBe(true);
  const [part] = await read('sha256:a', 10n, 5n);
  expect(Buffer.from(part?.data ?? []).toString()).toBe('01234');
  const [rest] = await read('sha256:a', BigInt(blob.length - 3), 100n);
  expect(rest?.data).toHaveLength(3);
});

test('a blob and a store that are not there are NOT_FOUND, inherited names included', async () => {
  const { info, read } = await ask('oci:bases');
  await expect(info('sha256:b')).rejects.toMatchObject({ code: 5, details: 'content sha256:b not found' });
  await expect(read('sha256:b', 0n, 0n)).rejects.toMatchObject({ code: 5 });
  const other = await ask('oci:toString');
  await expect(other.info('sha256:a')).rejects.toMatchObject({
    code: 5,
    details: 'there is no content store "toString"',
  });
});
