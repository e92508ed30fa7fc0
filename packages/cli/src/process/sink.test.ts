/** Waiting for a slow reader, and noticing that it has left. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ReaderGone, sinkTo } from './sink.js';

const full = () => new PassThrough({ highWaterMark: 1 });
const settled = async (promise: Promise<void>) => {
  let isDone = false;
  void promise.then(() => (isDone = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  return isDone;
};

it('waits until the reader has made room', async () => {
  const stdout = full();
  const write = sinkTo(stdout).write('text');
  expect(await settled(write)).toBe(false);
  expect(String(stdout.read())).toBe('text');
  await write;
});

it('waits no longer when the reader has left', async () => {
  const stdout = full();
  const sink = sinkTo(stdout);
  const write = sink.write(Buffer.from('bytes'));
  stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await write;
  expect(sink.closed.reason).toBeInstanceOf(ReaderGone);
  await sink.write('more');
});

it('waits no longer when the command is ended', async () => {
  const stdout = full();
  const ending = new AbortController();
  const sink = sinkTo(stdout, ending.signal);
  const write = sink.write('text');
  ending.abort();
  await write;
  expect(sink.closed.aborted).toBe(false);
});
