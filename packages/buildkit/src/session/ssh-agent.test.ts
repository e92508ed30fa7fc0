/**
 * The agent's service against an agent that records its requests. Messages arrive in pieces, as
 * they do on a socket.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { type Client, Metadata } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { BytesMessageSchema, SSH } from '../gen/moby/sshforward/v1/ssh_pb.js';
import { callBidi, callUnary } from '../grpc/call.js';
import { closeAll, grpcClient, later } from './serve.test.fixture.js';
import { agentMessages, sshRoutes } from './ssh-agent.js';

afterEach(closeAll);

/** A message of the agent's protocol. */
const message = (...body: number[]) => Buffer.from([0, 0, 0, body.length, ...body]);

/** An agent that answers each request with its own bytes and records the types of requests. */
async function echoingAgent(): Promise<{ socketPath: string; asked: number[] }> {
  const directory = mkdtempSync(join(tmpdir(), 'bkt-agent-'));
  const socketPath = join(directory, 's');
  const asked: number[] = [];
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (data: Buffer) => {
        asked.push(data[4] ?? 0);
        socket.write(data.subarray(0, 2));
        socket.write(data.subarray(2));
      });
  });
  later(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve));
  return { socketPath, asked };
}

/** Sends the pieces and returns the answers. */
async function exchange(client: Client, pieces: readonly Buffer[], id?: string): Promise<Buffer[]> {
  const metadata = new Metadata();
  if (id !== undefined) metadata.set('buildkit.ssh.id', id);
  const call = callBidi(client, SSH.method.forwardAgent, metadata);
  for (const data of pieces) call.write(create(BytesMessageSchema, { data }));
  call.end();
  const answers: Buffer[] = [];
  for await (const { data } of call) answers.push(Buffer.from(data));
  return answers;
}

test('lists and signatures are the agent’s, all else is refused without it', async () => {
  const { socketPath, asked } = await echoingAgent();
  const client = await grpcClient(sshRoutes({ default: { socketPath } }));
  const [list, sign] = [message(11), message(13, 1, 2, 3)];
  const [add, removeAll, lock, extension] = [message(17, 9), message(19), message(22), message(27)];
  const pieces = [list.subarray(0, 3), Buffer.concat([list.subarray(3), add]), removeAll, lock, extension, sign];
  const refused = message(5);
  expect(await exchange(client, pieces)).toEqual([list, refused, refused, refused, refused, sign]);
  expect(asked).toEqual([11, 13]);
});

test('an agent by its id; one that is not there is NOT_FOUND, one that does not answer an error', async () => {
  const { socketPath } = await echoingAgent();
  const client = await grpcClient(sshRoutes({ work: { socketPath }, gone: { socketPath: `${socketPath}-none` } }));
  await callUnary(client, SSH.method.checkAgent, { ID: 'work' });
  expect(await exchange(client, [message(11)], 'work')).toEqual([message(11)]);
  const unknown = callUnary(client, SSH.method.checkAgent, { ID: '' });
  await expect(unknown).rejects.toMatchObject({ code: 5, details: 'there is no SSH agent "default"' });
  await expect(exchange(client, [message(11)], 'gone')).rejects.toMatchObject({ details: /ENOENT/ });
});

test('a message that is longer than any agent takes is not collected', async () => {
  const chunks = (async function* () {
    yield Buffer.from([0x7f, 0, 0, 0, 11]);
  })();
  await expect(agentMessages(chunks).next()).rejects.toThrow(/message of 2130706432 bytes/);
});
