/**
 * Writes the body of an answer to stdout, byte for byte, as it arrives: a stream of events is shown
 * while it runs. Two exceptions, on a terminal only: JSON is indented, and what is no text is not
 * shown.
 *
 * Invariant: stdout decides the speed. A slow reader slows the function, and memory stays flat.
 */
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { isJsonType, isText, MOST_PRETTY, prettyJson } from './body-text.js';

const LINE_END = 10;

/** Destination of a body. */
export interface BodySink {
  readonly stream: Writable;
  readonly isTerminal: boolean;
}

/** What was written. */
export interface Written {
  readonly bytes: number;
  /** The body was not text, and the terminal did not get it. */
  readonly isHidden: boolean;
  /** The reader closed its end. */
  readonly isCut: boolean;
}

/** @param contentType and `length` as the answer says, if it does */
export async function writeBody(
  body: Readable,
  { contentType, length }: { readonly contentType: string; readonly length: number | undefined },
  sink: BodySink,
): Promise<Written> {
  if (sink.isTerminal && isJsonType(contentType) && (length ?? 0) <= MOST_PRETTY) {
    const bytes = await buffer(body);
    await write(sink, Buffer.from(prettyJson(bytes.toString('utf8'))));
    return { bytes: bytes.length, isHidden: false, isCut: false };
  }
  let bytes = 0;
  let isHidden = false;
  let last: number | undefined;
  for await (const chunk of body) {
    const data = Buffer.from(chunk);
    if (bytes === 0 && sink.isTerminal) isHidden = !isText(data);
    bytes += data.length;
    last = data.at(-1);
    if (!isHidden && !(await write(sink, data))) return { bytes, isHidden, isCut: true };
  }
  if (sink.isTerminal && bytes > 0 && !isHidden && last !== LINE_END) await write(sink, Buffer.from('\n'));
  return { bytes, isHidden, isCut: false };
}

/** @returns false when the reader is gone */
async function write({ stream }: BodySink, data: Buffer): Promise<boolean> {
  if (stream.destroyed || !stream.writable) return false;
  if (stream.write(data)) return true;
  await Promise.race([once(stream, 'drain'), once(stream, 'close'), once(stream, 'error')]);
  return !stream.destroyed && stream.errored === null;
}
