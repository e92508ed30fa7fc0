/**
 * Returns the body of an engine's response as the stream that it is; dockerode's types promise only
 * an old kind of stream.
 *
 * Gotcha: `new Readable().wrap(body)` is not equivalent. When the connection closes before a slow
 * reader has read everything, a wrapped body ends with "Premature close", although every byte
 * arrived.
 */
import { Readable } from 'node:stream';

/** @throws TypeError if it is not a stream of Node.js */
export function answerStream(body: NodeJS.ReadableStream): Readable {
  if (body instanceof Readable) return body;
  throw new TypeError('the engine’s answer is no readable stream');
}
