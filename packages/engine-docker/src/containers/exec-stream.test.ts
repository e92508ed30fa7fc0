import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { unframed } from './exec-stream.js';

let server: Server;
beforeAll(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => void server.close());

/** A connection like the engine's, and its other end. */
async function pair(): Promise<{ near: Socket; far: Socket }> {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const accepted: Promise<Socket[]> = once(server, 'connection').then((values) => values);
  const near = connect(address.port, '127.0.0.1');
  const [far] = await accepted;
  if (far === undefined) throw new Error('no connection');
  return { near, far };
}

it('a command that ended first takes its input with it: ending that is no error', async () => {
  const { near, far } = await pair();
  const outer = unframed(near, 'cat');
  near.end();
  await once(near, 'finish');
  outer.resume().end();
  far.end();
  await expect(finished(outer)).resolves.toBeUndefined();
});

it('what is written to a command that has ended fails as a broken connection does', async () => {
  const { near, far } = await pair();
  const outer = unframed(near, 'cat');
  far.destroy();
  await once(near, 'close');
  const failed = once(outer, 'error');
  outer.write('late');
  expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET', message: 'the command has ended' });
});

it('a write that waits for room is let go when the command ends', async () => {
  const { near, far } = await pair();
  far.pause();
  const outer = unframed(near, 'cat');
  const block = Buffer.alloc(1 << 20);
  while (outer.write(block)); // until the stream accepts no more
  const failed = once(outer, 'error');
  outer.write(block);
  far.resetAndDestroy();
  expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
});

it('a write ends although the command takes nothing yet, so that HTTP/2 goes on to read', async () => {
  const { near, far } = await pair();
  far.pause();
  const outer = unframed(near, 'cat');
  const written = new Promise((resolve) => outer.write(Buffer.alloc(4 << 20), resolve));
  expect(await written).toBeFalsy();
  outer.destroy();
  far.destroy();
});

it('what is written together leaves together, in its order', async () => {
  const { near, far } = await pair();
  const outer = unframed(near, 'cat');
  const write = vi.spyOn(near, 'write');
  const pieces = Array.from({ length: 100 }, (_, at) => Buffer.alloc(9, at));
  outer.cork();
  for (const piece of pieces) outer.write(piece);
  outer.uncork();
  outer.end();
  expect((await buffer(far)).equals(Buffer.concat(pieces))).toBe(true);
  expect(write).toHaveBeenCalledOnce();
  far.end();
});
