/**
 * One word over a WebSocket (RFC 6455): handshake through the router, one text frame there, one back. Only what that takes: words
 * of at most 125 bytes, in frames that are not split.
 */
import { randomBytes } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';

/** Sends `word` and answers the first text frame that comes back. @throws when the server does not switch protocols */
export function echoOver(port: number, path: string, word: string, host = 'fn.localhost'): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      host,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    };
    const options = { host: '127.0.0.1', port, path, headers, servername: host, rejectUnauthorized: false };
    const request = httpsRequest({ ...options, agent: false, timeout: 10_000 });
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`no answer to ${path}`)));
    request.once('response', ({ statusCode }) => reject(new Error(`${path} answered ${statusCode}, not 101`)));
    request.once('upgrade', (_, socket, head) => {
      firstFrame(socket, head).then(resolve, reject);
      socket.write(textFrame(word));
    });
    request.end();
  });
}

/** A client has to mask what it sends (section 5.3); with a key of zeros the bytes stay what they are. */
function textFrame(word: string): Buffer {
  const payload = Buffer.from(word);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

function firstFrame(socket: Duplex, head: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let bytes = head;
    const look = () => {
      const end = 2 + (bytes[1] ?? 126);
      if (bytes.length < end) return;
      resolve(bytes.subarray(2, end).toString('utf8'));
      socket.destroy();
    };
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed before a frame came')));
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      look();
    });
    look();
  });
}
