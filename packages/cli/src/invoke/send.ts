/**
 * Sends one request over a connection, with Node's own HTTP client. It is there without loading
 * anything; undici's client more than doubles the time of a call (docs/decisions/0071).
 *
 * Gotcha: headers in a list are sent as they are, in their order, so this file adds what Node would
 * have added: `Host` and `Content-Length`.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { connect, type ConnectTimes, type Target } from './connect.js';
import type { InvokeRequest } from './request.js';

type Header = readonly [name: string, value: string];

/** The head of an answer, and its body as a stream. */
export interface InvokeAnswer {
  /** Of the function, without the path of the request. */
  readonly url: string;
  readonly status: number;
  /** Name and value, as they were received. */
  readonly headers: readonly Header[];
  /** Fails with the signal's reason when that aborts. */
  readonly body: Readable;
  readonly times: ConnectTimes & { readonly firstByteMs: number };
  /** When the call began, by `performance.now()`. */
  readonly begin: number;
  /** Closes the connection. */
  close(): void;
}

/**
 * @param url of the function, without the path of the request
 * @param timeoutMs how long the head of the answer may take; the body may take longer
 * @throws ConnectError, TimeoutError, errors of Node; the signal's reason
 */
export async function send(
  url: URL,
  wanted: InvokeRequest,
  target: Target,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<InvokeAnswer> {
  const begin = performance.now();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const { socket, times } = await connect(target, limit);
  const close = () => void socket.destroy();
  try {
    const sent = performance.now();
    const body = await answerTo(wanted, url, socket, limit);
    const firstByteMs = performance.now() - sent;
    signal.addEventListener('abort', () => body.destroy(reasonOf(signal)), { once: true });
    return {
      url: url.href,
      status: body.statusCode ?? 0,
      headers: pairs(body.rawHeaders),
      body,
      begin,
      close,
      times: { ...times, firstByteMs },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Resolves with the head; the body follows. */
function answerTo(wanted: InvokeRequest, url: URL, socket: TLSSocket, limit: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      method: wanted.method,
      path: `${url.pathname}${wanted.path}`,
      headers: headersOf(wanted, url.host).flat(),
    });
    const abort = () => request.destroy(reasonOf(limit));
    limit.addEventListener('abort', abort, { once: true });
    request.once('error', reject);
    request.once('response', (response) => {
      limit.removeEventListener('abort', abort);
      resolve(response);
    });
    request.end(wanted.body);
  });
}

/** The given ones, and those without which no server knows where the request ends. */
export function headersOf({ method, headers, body }: InvokeRequest, host: string): readonly Header[] {
  const has = (wanted: string) => headers.some(([name]) => name === wanted);
  const mayHaveBody = body !== undefined || ['POST', 'PUT', 'PATCH'].includes(method);
  const hasLength = has('content-length') || has('transfer-encoding');
  return [
    ...(has('host') ? [] : [['host', host] as const]),
    ...headers,
    ...(mayHaveBody && !hasLength ? [['content-length', String(body?.length ?? 0)] as const] : []),
  ];
}

const reasonOf = ({ reason }: AbortSignal): Error => (reason instanceof Error ? reason : new Error(String(reason)));

/** Node gives raw headers as a flat list. */
function pairs(flat: readonly string[]): readonly Header[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}
