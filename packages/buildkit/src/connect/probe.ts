/**
 * Checks whether the peer of an open byte stream speaks HTTP/2.
 *
 *   we -> peer   the connection preface and an empty SETTINGS frame (RFC 9113, 3.4)
 *   peer -> we   a SETTINGS frame          yes
 *                `HTTP/1.1 400 …`          another kind of HTTP server
 *                anything else, or an end  no
 *
 * Part of explaining why a client could not connect. Uses its own connection, which is closed
 * afterwards.
 */
import type { Duplex } from 'node:stream';
import { BuildKitError } from '../errors/error.js';

const HELLO = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const FRAME_HEAD = 9;
const TYPE_SETTINGS = 4;

/**
 * `where` names the address in errors. Resolves when the peer speaks HTTP/2. Rejects with
 * `no-buildkit` for HTTP/1, with the stream's error, or with a sentence.
 */
export async function askForHttp2(stream: Duplex, where: string): Promise<void> {
  const answer = await firstBytes(stream);
  if (answer.length >= FRAME_HEAD && answer[3] === TYPE_SETTINGS) return;
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(answer.toString('latin1', 0, 16))?.[1];
  if (status === undefined) throw new Error('what answers does not speak HTTP/2');
  const body = answer.toString('utf8').split('\r\n\r\n')[1]?.trim() ?? '';
  const text = `what answers at ${where} is not BuildKit but an HTTP/1 server (status ${status})`;
  throw new BuildKitError('no-buildkit', text, { status: Number(status), body });
}

/** Sends the preface and collects bytes until there are enough to decide. */
function firstBytes(stream: Duplex): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const ended = () => {
      if (received.length > 0) resolve(received);
      else reject(new Error('the connection was closed without an answer'));
    };
    stream.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= FRAME_HEAD) resolve(received);
    });
    stream.once('error', reject).once('end', ended).once('close', ended);
    stream.resume(); // an upgraded stream is paused
    stream.write(HELLO);
  });
}
