import { expect, test } from 'vitest';
import type { LogLine } from '@smolfaas/core';
import { lineReader } from './logs.js';

/** A frame as the engine sends it. */
function frame(stream: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload);
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

function linesOf(...chunks: readonly Buffer[]): LogLine[] {
  const lines: LogLine[] = [];
  const take = lineReader((line) => lines.push(line));
  for (const chunk of chunks) take(chunk);
  return lines;
}

const AT = '2026-11-30T12:00:00.000000001Z';
const line = (stream: LogLine['stream'], text: string): LogLine => ({ stream, time: AT, text });

test('a frame may hold several lines; an empty one is one', () => {
  expect(linesOf(frame(1, `${AT} one\n${AT} \n${AT} two \r\n`))).toEqual([
    line('stdout', 'one'),
    line('stdout', ''),
    line('stdout', 'two '),
  ]);
});

test('a line may be cut anywhere, also inside of a character, and between the lines of the other stream', () => {
  const [first, second] = [Buffer.from(`${AT} caf`), Buffer.from('é\n')];
  const all = Buffer.concat([
    frame(1, Buffer.concat([first, second.subarray(0, 1)])),
    frame(2, `${AT} oops\n`),
    frame(1, second.subarray(1)),
  ]);
  const bytes = Array.from(all, (byte) => Buffer.from([byte]));
  expect(linesOf(all)).toEqual([line('stderr', 'oops'), line('stdout', 'café')]);
  expect(linesOf(...bytes)).toEqual(linesOf(all));
});
