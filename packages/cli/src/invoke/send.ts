/**
 * Sends one request over a connection, with undici's client alone: its other parts (fetch, caches,
 * WebSocket) take three times as long to load (docs/decisions/0071).
 */
import type { Readable } from 'node:stream';
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import { connect, type ConnectTimes, type Target } from './connect.js';
import type { InvokeRequest } from './request.js';

/** The head of an answer, and its body as a stream. */
export interface InvokeAnswer {
  /** Of the function, without the path of the request. */
  readonly url: string;
  readonly status: number;
  /** Name and value, as they were received. */
  readonly headers: readonly (readonly [name: string, value: string])[];
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
 * @throws ConnectError, errors of undici; the signal's reason
 */
export async function send(
  url: URL,
  wanted: InvokeRequest,
  target: Target,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<InvokeAnswer> {
  const begin = performance.now();
  const connecting = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const { socket, times } = await connect(target, connecting);
  const client = new Client(url.origin, {
    // Later: the client does not resume when it is called back at once.
    connect: (_options, callback) => queueMicrotask(() => callback(null, socket)),
    headersTimeout: timeoutMs,
    bodyTimeout: 0,
  });
  const close = () => void client.destroy().catch(() => undefined);
  try {
    const sent = performance.now();
    const { statusCode, headers, body } = await request.call(client, {
      method: wanted.method,
      path: `${url.pathname}${wanted.path}`,
      headers: wanted.headers.flat(),
      body: wanted.body ?? null,
      responseHeaders: 'raw',
      signal,
    });
    const firstByteMs = performance.now() - sent;
    const answer = { url: url.href, status: statusCode, headers: pairs(headers), body, begin, close };
    return { ...answer, times: { ...times, firstByteMs } };
  } catch (error) {
    close();
    throw error;
  }
}

/** undici types raw headers as a map, and gives a flat list. */
function pairs(headers: unknown): readonly (readonly [string, string])[] {
  const flat = Array.isArray(headers) ? headers.map(String) : [];
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}
