/**
 * Writes the body of an answer to stdout, byte for byte, as it arrives: a stream of events is shown
 * while it runs. Two exceptions, on a terminal only: JSON is indented, and what is no text is not
 * shown.
 *
 * Invariant: stdout decides the speed. A slow reader slows the function, and memory stays flat.
 */
import type { Readable } from 'node:stream';
import type { Sink } from '../process/sink.js';
import { isJsonType, isText, MOST_PRETTY, prettyJson } from './body-text.js';

const LINE_END = 10;

/** Destination of a body. */
export interface BodySink {
  readonly sink: Sink;
  readonly isTerminal: boolean;
}

/** What was written. */
export interface Written {
  readonly bytes: number;
  /** The body was not text, and the terminal did not get it. */
  readonly isHidden: boolean;
  /** The reader closed its end, so the rest was not received. */
  readonly isCut: boolean;
}

/** @param contentType and `length` as the answer says, if it does */
export async function writeBody(
  body: Readable,
  { contentType, length }: { readonly contentType: string; readonly length: number | undefined },
  { sink, isTerminal }: BodySink,
): Promise<Written> {
  const isJson = isTerminal && isJsonType(contentType) && (length ?? 0) <= MOST_PRETTY;
  const held: Buffer[] = []; // JSON that may still be short enough to be indented
  let [bytes, isHidden, isHeld] = [0, false, isJson];
  let last: number | undefined;
  for await (const chunk of body) {
    const data = Buffer.from(chunk);
    if (bytes === 0 && isTerminal && !isJson) isHidden = !isText(data);
    bytes += data.length;
    last = data.at(-1);
    if (isHidden) continue;
    held.push(data);
    isHeld &&= bytes <= MOST_PRETTY;
    if (!isHeld) for (const piece of held.splice(0)) await sink.write(piece);
    if (sink.closed.aborted) return { bytes, isHidden, isCut: true };
  }
  if (isHeld) await sink.write(prettyJson(Buffer.concat(held).toString('utf8')));
  else if (isTerminal && bytes > 0 && !isHidden && last !== LINE_END) await sink.write('\n');
  return { bytes, isHidden, isCut: sink.closed.aborted };
}
