/**
 * WebSockets (RFC 6455) through the router: one word there and back, or a connection that is kept
 * until the other side ends it. Only what that takes: words of at most 125 bytes, in frames that
 * are not split.
 */
import { randomBytes } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

/** Sends `word` and answers the first text frame that comes back. @throws when the server does not switch protocols */
export async function echoOver(port: number, path: string, word: string, host = 'fn.localhost'): Promise<string> {
  const { socket, head } = await upgraded(port, path, host);
  socket.write(textFrame(word));
  return firstFrame(socket, head);
}

/** The connection after the handshake, and the bytes that came right behind it. */
function upgraded(port: number, path: string, host: string): Promise<{ socket: Socket; head: Buffer }> {
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
      socket.setTimeout(0);
      resolve({ socket, head });
    });
    request.end();
  });
}

/** A client has to mask what it sends (section 5.3); with a key of zeros the bytes stay what they are. */
function textFrame(word: string): Buffer {
  const payload = Buffer.from(word);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

function firstFrame(socket: Socket, head: Buffer): Promise<string> {
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

/** A WebSocket that is kept open, and how it ended. */
export interface OpenWebSocket {
  /** Sends a word of at most 125 bytes. */
  send(word: string): void;
  /**
   * Resolves when the connection is over. The code is that of the close frame; without one a
   * browser reports 1006.
   */
  readonly ended: Promise<{ readonly code: number | undefined; readonly ms: number }>;
  /** Text frames that came so far. */
  readonly words: readonly string[];
  destroy(): void;
}

/**
 * Opens a WebSocket; `ms` of its end counts from `clock`. @throws when the server does not switch
 * protocols
 */
export async function openWebSocket(port: number, path: string, clock: () => number): Promise<OpenWebSocket> {
  const { socket, head } = await upgraded(port, path, 'fn.localhost');
  const words: string[] = [];
  let code: number | undefined;
  let bytes = head;
  const read = () => {
    for (let end = 2 + ((bytes[1] ?? 0) & 127); bytes.length >= end; end = 2 + ((bytes[1] ?? 0) & 127)) {
      if (bytes.length < 2) return;
      const payload = bytes.subarray(2, end);
      if ((bytes[0] ?? 0) === 0x88) code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      else words.push(payload.toString('utf8'));
      bytes = bytes.subarray(end);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    read();
  });
  read();
  socket.on('error', () => undefined);
  const ended = new Promise<{ code: number | undefined; ms: number }>((resolve) => {
    socket.once('close', () => resolve({ code, ms: clock() }));
  });
  return { send: (word) => void socket.write(textFrame(word)), ended, words, destroy: () => void socket.destroy() };
}
