/**
 * Turns the frames of a container's log into lines (pure, but for what it keeps of open lines).
 *
 * Each message of the engine is one frame that begins with the time at which the engine received it,
 * and a blank. Its json-file driver splits a line after 16 384 bytes into several messages, of which
 * only the last ends with a line end.
 *
 * Invariants:
 *  1. A line is whole, however many messages, frames and chunks it arrived in; a character is never
 *     cut, because bytes are joined before they become text.
 *  2. Memory is bounded: a line that does not end is passed on in pieces of LONGEST bytes.
 *
 * Gotcha: the time of a further message of the same line is in the middle of the line's bytes. It is
 * dropped there.
 */
import type { LogLine } from '@smolfaas/core';
import { frameReader } from '../connection/frames.js';

const STREAMS: Readonly<Record<number, LogLine['stream']>> = { 1: 'stdout', 2: 'stderr' };
const LINE_END = 0x0a;
const BLANK = 0x20;

/** Longer lines arrive in pieces of about this size, in bytes. */
export const LONGEST = 1 << 20;

/** RFC 3339 with nanoseconds and an offset is at most this long. */
const LONGEST_TIME = 36;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

interface OpenLine {
  readonly time: string;
  readonly parts: Buffer[];
  bytes: number;
}

export interface LineReader {
  /** The next chunk of the response. */
  take(chunk: Buffer): void;
  /** The response has ended: what has no line end is a line, too. */
  end(): void;
}

/** Calls `onLine` for each complete line. */
export function lineReader(onLine: (line: LogLine) => void): LineReader {
  const open = new Map<LogLine['stream'], OpenLine>();
  const pieces: Buffer[] = [];
  const close = (stream: LogLine['stream'], { time, parts }: OpenLine) => {
    open.delete(stream);
    const text = Buffer.concat(parts).toString('utf8');
    onLine({ stream, time, text: text.endsWith('\r') ? text.slice(0, -1) : text });
  };
  const message = (stream: LogLine['stream'], bytes: Buffer) => {
    for (let rest = bytes; rest.length > 0; ) {
      const { time, body } = stamped(rest);
      const line = open.get(stream) ?? { time, parts: [], bytes: 0 };
      const end = body.indexOf(LINE_END);
      const part = end === -1 ? body : body.subarray(0, end);
      line.parts.push(part);
      line.bytes += part.length;
      if (end !== -1 || line.bytes >= LONGEST) close(stream, line);
      else open.set(stream, line);
      rest = end === -1 ? Buffer.alloc(0) : body.subarray(end + 1);
    }
  };
  const take = frameReader((number, payload, left) => {
    if (left > 0) {
      pieces.push(payload);
      return;
    }
    const whole = pieces.length === 0 ? payload : Buffer.concat([...pieces.splice(0), payload]);
    message(STREAMS[number] ?? 'stdout', whole);
  });
  return {
    take,
    end: () => {
      for (const [stream, line] of open) close(stream, line);
    },
  };
}

/** The time at the beginning of a message, and the rest. */
function stamped(bytes: Buffer): { readonly time: string; readonly body: Buffer } {
  const blank = bytes.subarray(0, LONGEST_TIME).indexOf(BLANK);
  const time = blank === -1 ? '' : bytes.toString('latin1', 0, blank);
  return TIME.test(time) ? { time, body: bytes.subarray(blank + 1) } : { time: '', body: bytes };
}
