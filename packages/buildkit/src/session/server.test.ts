/**
 * The session's server, called over a real connection by Node.js's HTTP/2 client and by grpc-js.
 */
import { type ClientHttp2Session, connect as http2Connect } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { afterEach, expect, test } from 'vitest';
import { PacketSchema } from '../gen/fsutil/types/wire_pb.js';
import { Health } from '../gen/grpc/health/v1/health_pb.js';
import { Secrets } from '../gen/moby/buildkit/secrets/v1/secrets_pb.js';
import { Auth, FileSync } from '../gen/moby/filesync/v1/filesync_pb.js';
import { callBidi, callServerStream, callUnary } from '../grpc/call.js';
import { frameMessage } from './framing.js';
import { closeAll, grpcClient, later, listen } from './serve.test.fixture.js';
import { bidiRoute, type RequestMetadata } from './server.js';
import { authRoutes, healthRoutes, secretRoutes } from './services.js';

afterEach(closeAll);

test('health is served, checked or watched', async () => {
  const client = await grpcClient(healthRoutes());
  expect(await callUnary(client, Health.method.check, {})).toMatchObject({ status: 1 });
  const watched = [];
  for await (const message of callServerStream(client, Health.method.watch, {})) watched.push(message);
  expect(watched).toEqual([expect.objectContaining({ status: 1 })]);
});

test('secrets: a value as it is, NOT_FOUND for all else, inherited names included', async () => {
  const missing: string[] = [];
  const client = await grpcClient(
    secretRoutes({ a: Buffer.from([0, 255]), empty: Buffer.alloc(0) }, (id) => missing.push(id)),
  );
  const get = (ID: string) => callUnary(client, Secrets.method.getSecret, { ID }).then(({ data }) => [...data]);
  expect(await get('a')).toEqual([0, 255]);
  expect(await get('empty')).toEqual([]);
  await expect(get('toString')).rejects.toMatchObject({ code: 5, details: 'secret toString not found' });
  expect(missing).toEqual(['toString']);
});

test('credentials are what the login says; a failure of it reaches the daemon without its words', async () => {
  const login = async (host: string) => {
    if (host === 'broken') throw new Error('helper printed s3cret');
    return host === 'private' ? { username: 'me', secret: 's3cret' } : undefined;
  };
  const client = await grpcClient(authRoutes(login));
  const ask = (Host: string) => callUnary(client, Auth.method.credentials, { Host });
  expect(await ask('private')).toMatchObject({ Username: 'me', Secret: 's3cret' });
  expect(await ask('public')).toMatchObject({ Username: '', Secret: '' });
  await expect(ask('broken')).rejects.toMatchObject({ code: 2, details: 'no answer about a login for broken' });
});

test('credentials are anonymous without a login, the other methods of Auth unimplemented', async () => {
  const client = await grpcClient(authRoutes());
  expect(await callUnary(client, Auth.method.credentials, { Host: 'x' })).toMatchObject({ Username: '', Secret: '' });
  await expect(callUnary(client, Auth.method.fetchToken, {})).rejects.toMatchObject({ code: 12 });
});

/** Sends every packet back. */
const echo = (onMetadata: (metadata: RequestMetadata) => void = () => undefined) =>
  bidiRoute(FileSync.method.diffCopy, async (stream, metadata) => {
    onMetadata(metadata);
    for await (const packet of stream.messages) await stream.write(packet);
  });

test('a stream of 32 MB through small windows comes back whole', async () => {
  const client = await grpcClient([echo()]);
  const call = callBidi(client, FileSync.method.diffCopy);
  const data = Buffer.alloc(256 << 10, 'x');
  for (let ID = 0; ID < 128; ID += 1) call.write(create(PacketSchema, { ID, data }));
  call.end();
  const ids: number[] = [];
  for await (const packet of call) {
    expect(packet.data.length).toBe(data.length);
    ids.push(packet.ID);
  }
  expect(ids).toEqual([...Array(128).keys()]);
});

test('repeated headers reach the handler one by one, although they hold commas', async () => {
  let seen: RequestMetadata = new Map();
  const port = await listen([echo((metadata) => (seen = metadata))]);
  const session: ClientHttp2Session = http2Connect(`http://127.0.0.1:${port}`);
  later(() => session.destroy());
  const headers = {
    ':method': 'POST',
    ':path': '/moby.filesync.v1.FileSync/DiffCopy',
    'exclude-patterns': ['a, b', 'c'],
  };
  const stream = session.request(headers);
  const received: Buffer[] = [];
  const trailers = new Promise((resolve) => void stream.once('trailers', resolve));
  stream.on('data', (chunk: Buffer) => received.push(chunk));
  stream.end(frameMessage(toBinary(PacketSchema, create(PacketSchema, { ID: 7 }))));
  expect(await trailers).toMatchObject({ 'grpc-status': '0' });
  expect(seen.get('exclude-patterns')).toEqual(['a, b', 'c']);
  expect(fromBinary(PacketSchema, Buffer.concat(received).subarray(5)).ID).toBe(7);
});

test('a handler that fails ends its own call with its message, in any alphabet', async () => {
  const failing = bidiRoute(FileSync.method.diffCopy, async () => {
    throw new Error('größe ✗');
  });
  const client = await grpcClient([failing, ...healthRoutes()]);
  const call = callBidi(client, FileSync.method.diffCopy);
  const error = new Promise((resolve) => void call.once('error', resolve).resume());
  expect(await error).toMatchObject({ code: 2, details: 'größe ✗' });
  expect(await callUnary(client, Health.method.check, {})).toMatchObject({ status: 1 });
});

test('a caller that goes away rejects what the handler still writes', async () => {
  let outcome: (error: unknown) => void = () => undefined;
  const rejected = new Promise((resolve) => {
    outcome = resolve;
  });
  const endless = bidiRoute(FileSync.method.diffCopy, async (stream) => {
    const data = Buffer.alloc(1 << 20);
    for (;;) await stream.write({ data }).catch((error: unknown) => Promise.reject(outcome(error)));
  });
  const client = await grpcClient([endless]);
  const call = callBidi(client, FileSync.method.diffCopy).on('error', () => undefined);
  call.once('data', () => call.cancel());
  expect(await rejected).toMatchObject({ message: 'the daemon closed the call' });
});
