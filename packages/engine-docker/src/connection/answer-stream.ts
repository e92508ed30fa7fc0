/**
 * The body of an engine's answer as the stream that it is; dockerode promises only an old kind of stream.
 *
 * What would surprise: `new Readable().wrap(body)` is not the same. A wrapped body ends with "Premature close" when the connection closes
 * before a slow reader has taken all of it, although every byte is there.
 */
import { Readable } from 'node:stream';

/** @throws TypeError for what is no stream of Node.js */
export function answerStream(body: NodeJS.ReadableStream): Readable {
  if (body instanceof Readable) return body;
  throw new TypeError('the engine’s answer is no readable stream');
}
