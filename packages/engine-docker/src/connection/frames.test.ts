import { expect, it } from 'vitest';
import { splitLines } from '../containers/diagnose/diagnose.js';
import { demux, frameReader } from './frames.js';

function frame(stream: number, text: string): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

it('takes streams apart and keeps their common order', () => {
  const bytes = Buffer.concat([frame(1, 'a'), frame(2, 'oops\n'), frame(1, 'b\n')]);
  const { stdout, stderr, both } = demux(bytes);
  expect([stdout, stderr, both].map(String)).toEqual(['ab\n', 'oops\n', 'aoops\nb\n']);
});

it('keeps characters whole that two frames share', () => {
  const heart = Buffer.from('♥');
  const bytes = Buffer.concat([
    frame(1, ''),
    ...[0, 1, 2].map((i) => Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 1]), heart.subarray(i, i + 1)])),
  ]);
  expect(demux(bytes).stdout.toString()).toBe('♥');
});

it('takes bytes without frames, as a terminal gives, as they are', () => {
  expect(demux(Buffer.from('plain text\r\n')).stdout.toString()).toBe('plain text\r\n');
  expect(demux(Buffer.alloc(0)).both).toHaveLength(0);
});

it('gives what there is of a frame that was cut', () => {
  expect(demux(frame(1, 'abcdef').subarray(0, 11)).stdout.toString()).toBe('abc');
});

it.each([1, 3, 8, 9, 1000])('takes frames apart as they come, in chunks of %i bytes', (size) => {
  const bytes = Buffer.concat([frame(1, 'ab'), frame(2, ''), frame(2, 'oops\n'), frame(1, 'c'.repeat(300))]);
  const said = ['', '', ''];
  const take = frameReader((stream, payload) => void (said[stream] += String(payload)));
  for (let at = 0; at < bytes.length; at += size) take(bytes.subarray(at, at + size));
  expect(said).toEqual(['', `ab${'c'.repeat(300)}`, 'oops\n']);
});

it('splits lines with either end, and keeps an unfinished last one', () => {
  expect(splitLines('a\r\nb\n\nc')).toEqual(['a', 'b', '', 'c']);
  expect(splitLines('a\n')).toEqual(['a']);
  expect(splitLines('')).toEqual([]);
});
