/**
 * Sends HTTP exactly as written: for request targets that no well-behaved client would send.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends these bytes over TLS to 127.0.0.1 and reads until the server closes. Include `Connection:
 * close` in them.
 */
export async function rawTls(port: number, servername: string, request: string): Promise<RawAnswer> {
  return converse(connectTls({ host: '127.0.0.1', port, servername, rejectUnauthorized: false }), request);
}

/** The same without TLS. */
export async function rawTcp(port: number, request: string): Promise<RawAnswer> {
  return converse(connectTcp({ host: '127.0.0.1', port }), request);
}

/** A GET with this target, verbatim, and this Host. */
export function get(target: string, host: string, ...headers: readonly string[]): string {
  return [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', ''].join('\r\n');
}

async function converse(socket: Socket, request: string): Promise<RawAnswer> {
  socket.setTimeout(10_000, () => socket.destroy(new Error('no answer within 10 s')));
  socket.write(request, 'latin1');
  const answer = await text(socket);
  const end = answer.indexOf('\r\n\r\n');
  const head = answer.slice(0, end);
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body: answer.slice(end + 4) };
}
