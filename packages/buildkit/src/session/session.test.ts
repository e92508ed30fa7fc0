/**
 * Opening a session at a daemon that is a few lines of grpc-js: the metadata it receives, and how
 * its refusals are reported.
 */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, type Metadata, Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { type BytesMessage, BytesMessageSchema, Control } from '../gen/moby/buildkit/v1/control_pb.js';
import { methodPath } from '../grpc/call.js';
import { authRoutes, healthRoutes } from './services.js';
import { openSession } from './session.js';

type Call = ServerDuplexStream<BytesMessage, BytesMessage>;
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A daemon with this implementation of Control/Session. */
async function daemon(onSession: (call: Call) => void): Promise<Client> {
  const server = new Server();
  const serialize = (message: BytesMessage) => Buffer.from(toBinary(BytesMessageSchema, message));
  const deserialize = (bytes: Buffer) => fromBinary(BytesMessageSchema, bytes);
  const path = methodPath(Control.method.session);
  const stream = { path, requestStream: true, responseStream: true } as const;
  server.addService(
    {
      session: {
        ...stream,
        requestSerialize: serialize,
        requestDeserialize: deserialize,
        responseSerialize: serialize,
        responseDeserialize: deserialize,
      },
    },
    { session: (call: Call) => onSession(call.on('error', () => undefined)) },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  cleanups.push(() => {
    client.close();
    server.forceShutdown();
  });
  return client;
}

/** The first bytes of every HTTP/2 client; here the daemon is the client. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1');
const never = new AbortController().signal;

test('the daemon learns id, key and every method in a header of its own, and sees the end', async () => {
  let told: Metadata | undefined;
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const client = await daemon((call) => {
    told = call.metadata;
    call.on('end', () => {
      ended();
      call.end();
    });
    call.resume();
    call.write(create(BytesMessageSchema, { data: PREFACE }));
  });
  const session = await openSession(client, 'größe 1', [...healthRoutes(), ...authRoutes()], never);
  expect(told?.get('x-docker-expose-session-uuid')).toEqual([session.id]);
  expect(told?.get('x-docker-expose-session-sharedkey')).toEqual(['gr%C3%B6%C3%9Fe%201']);
  // Node.js's server joins them. A real daemon finds FileSync only because they are sent one by
  // one.
  expect(String(told?.get('x-docker-expose-session-grpc-method'))).toContain('/grpc.health.v1.Health/Check');
  session.close();
  await end;
});

test('a daemon that ends the session at once has lost it', async () => {
  const client = await daemon((call) => call.end());
  await expect(openSession(client, 'k', healthRoutes(), never)).rejects.toMatchObject({ code: 'session-lost' });
});

test('a session that ends later rejects `lost`', async () => {
  const client = await daemon((call) => {
    call.write(create(BytesMessageSchema, { data: PREFACE }));
    setTimeout(() => call.end(), 20);
  });
  const session = await openSession(client, 'k', healthRoutes(), never);
  await expect(session.lost).rejects.toMatchObject({ code: 'session-lost' });
});

test('a daemon that stays silent can be given up', async () => {
  const client = await daemon(() => undefined);
  const opening = openSession(client, 'k', healthRoutes(), AbortSignal.timeout(50));
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
});

test('a daemon that is not there is a broken connection, not a lost session', async () => {
  const client = new Client('127.0.0.1:1', credentials.createInsecure());
  cleanups.push(() => client.close());
  await expect(openSession(client, 'k', healthRoutes(), never)).rejects.toMatchObject({ code: 14 });
});
