/**
 * Cuts a step's output into lines. The daemon forwards bytes as they arrive: a line, and even one
 * character, may be split over several messages.
 *
 * Used by the progress reducer, one buffer per step and stream. Pure: a buffer in, a buffer and
 * lines out.
 * Invariants:
 *   1. Bytes are decoded only when their line is complete, so a UTF-8 sequence is never split.
 *   2. A program that never writes a newline cannot grow the buffer beyond MAX_LINE.
 */

/** Bytes after which a line is cut without a newline. */
export const MAX_LINE = 64 * 1024;

const EMPTY = Buffer.alloc(0);
const NEWLINE = 0x0a;

/** Adds bytes; returns the complete lines, without newline and carriage return, and the rest. */
export function cutLines(rest: Uint8Array, bytes: Uint8Array): { lines: string[]; rest: Uint8Array } {
  let pending: Buffer = Buffer.concat([rest, bytes]);
  const lines: string[] = [];
  for (let end = pending.indexOf(NEWLINE); end >= 0; end = pending.indexOf(NEWLINE)) {
    lines.push(textOf(pending.subarray(0, end)));
    pending = pending.subarray(end + 1);
  }
  if (pending.length < MAX_LINE) return { lines, rest: pending };
  return { lines: [...lines, textOf(pending)], rest: EMPTY };
}

/** The unfinished last line, if there is one. */
export function lastLine(rest: Uint8Array): string[] {
  return rest.length > 0 ? [textOf(Buffer.from(rest))] : [];
}

function textOf(line: Buffer): string {
  return line.toString('utf8').replace(/\r+$/, '');
}
