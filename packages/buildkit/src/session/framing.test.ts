import { expect, test } from 'vitest';
import { frameMessage, readMessages } from './framing.js';

async function read(...chunks: Buffer[]): Promise<string[]> {
  async function* source() {
    yield* chunks;
  }
  const messages = [];
  for await (const message of readMessages(source())) messages.push(message.toString());
  return messages;
}

const pieces = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

test('a frame is a zero, the length in four bytes, the message', () => {
  expect(frameMessage(Buffer.from('abc'))).toEqual(Buffer.from([0, 0, 0, 0, 3, 97, 98, 99]));
});

test.each([1, 2, 4, 5, 6, 7, 1000])('messages survive chunks of %d bytes, empty ones too', async (size) => {
  const stream = Buffer.concat(['one', '', 'three'].map((text) => frameMessage(Buffer.from(text))));
  expect(await read(...pieces(stream, size))).toEqual(['one', '', 'three']);
});

test('a compressed frame and a cut-off one are errors', async () => {
  await expect(read(Buffer.from([1, 0, 0, 0, 0]))).rejects.toThrow(/compressed/);
  await expect(read(Buffer.from([0, 0, 0, 0, 9, 1]))).rejects.toThrow(/cut off/);
});
