import { expect, test } from 'vitest';
import { cutLines, lastLine, MAX_LINE } from './lines.js';

const EMPTY = new Uint8Array();

/** Feeds the bytes in pieces of one size and collects the lines. */
function feed(text: string, size: number): string[] {
  const bytes = Buffer.from(text);
  let rest: Uint8Array = EMPTY;
  const all: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const cut = cutLines(rest, bytes.subarray(at, at + size));
    rest = cut.rest;
    all.push(...cut.lines);
  }
  return [...all, ...lastLine(rest)];
}

test.each([1, 2, 3, 5, 100])('lines and characters survive pieces of %d bytes', (size) => {
  expect(feed('größe ✓\n\nzwei\r\n😀 drei', size)).toEqual(['größe ✓', '', 'zwei', '😀 drei']);
});

test('nothing is left after a newline, an unfinished line waits', () => {
  expect(cutLines(EMPTY, Buffer.from('a\n'))).toEqual({ lines: ['a'], rest: Buffer.alloc(0) });
  expect(cutLines(EMPTY, Buffer.from('a')).lines).toEqual([]);
});

test('a line without end is cut, so that memory stays bounded', () => {
  const { lines, rest } = cutLines(Buffer.alloc(MAX_LINE - 1, 'x'), Buffer.from('xy'));
  expect(lines).toEqual([`${'x'.repeat(MAX_LINE)}y`]);
  expect(rest).toHaveLength(0);
});
