import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { tunnelOver } from './tunnel.js';

/** A call that keeps its messages, and takes the next one when the test allows it. */
function callThat(proceeds: (next: () => void) => void) {
  const messages: Uint8Array[] = [];
  const call = new Duplex({
    objectMode: true,
    highWaterMark: 1,
    read: () => undefined,
    write: ({ data }: { data: Uint8Array }, _encoding, done) => {
      messages.push(data);
      proceeds(done);
    },
  });
  return { messages, call: Object.assign(call, { cancel: () => void call.destroy() }) };
}

/** Pieces as an HTTP/2 session writes them, all at once: a head and 16 KiB, repeatedly. */
const frames = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) => [Buffer.alloc(9, at), Buffer.alloc(16384, at)]).flat();

test('what is written together leaves in few messages, each below a limit, in its order', async () => {
  const { call, messages } = callThat((next) => next());
  const tunnel = tunnelOver(call);
  const pieces = frames(100);
  tunnel.cork();
  const written = pieces.map((piece) => new Promise<void>((resolve) => tunnel.write(piece, () => resolve())));
  tunnel.uncork();
  await Promise.all(written);
  await expect.poll(() => messages.length).toBe(2);
  expect(Buffer.concat(messages).equals(Buffer.concat(pieces))).toBe(true);
  expect(Math.max(...messages.map(({ length }) => length))).toBeLessThanOrEqual(1 << 20);
});

test('more is taken only after the call has drained', async () => {
  let proceed = () => undefined as void;
  const { call, messages } = callThat((next) => (proceed = next));
  const tunnel = tunnelOver(call);
  let done = 0;
  tunnel.write('a', () => (done += 1));
  tunnel.write('b', () => (done += 1));
  await new Promise(setImmediate);
  expect([done, messages.length]).toEqual([0, 1]);
  proceed();
  await expect.poll(() => [done, String(Buffer.concat(messages))]).toEqual([1, 'ab']);
});
