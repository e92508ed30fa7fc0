import { expect, test } from 'vitest';
import type { LogLine } from '@smolfaas/core';
import { lineReader, LONGEST } from './line-reader.js';

/** A frame as the engine sends it. */
function frame(stream: number, payload: Buffer | string): Buffer {
  const bytes = Buffer.from(payload);
  const head = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

function linesOf(...chunks: readonly Buffer[]): LogLine[] {
  const lines: LogLine[] = [];
  const reader = lineReader((one) => lines.push(one));
  for (const chunk of chunks) reader.take(chunk);
  reader.end();
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

test('a line that the engine has split into messages is one line, with the time of its first part', () => {
  const [head, tail] = ['x'.repeat(16_384), `${AT} is text`];
  const found = linesOf(
    frame(1, `${AT} ${head}`),
    frame(2, `${AT} between\n`),
    frame(1, `2026-11-30T12:00:09.5Z ${tail}\n`),
    frame(1, `${AT} next\n`),
  );
  expect(found).toEqual([line('stderr', 'between'), line('stdout', head + tail), line('stdout', 'next')]);
});

test('what has no line end is a line once the response has ended, and earlier when it is too long to keep', () => {
  expect(linesOf(frame(1, `${AT} open`))).toEqual([line('stdout', 'open')]);
  const part = 'y'.repeat(LONGEST / 4);
  const endless = Array.from({ length: 5 }, () => frame(1, `${AT} ${part}`));
  expect(linesOf(...endless).map(({ text }) => text.length)).toEqual([LONGEST, LONGEST / 4]);
});
