/**
 * Makes one HTTP call to the control server, over a connection of its own.
 *
 * Caddy restarts its servers with every configuration it loads, which closes the connections of the
 * old ones. A pooled client would then fail on a call that has nothing to do with the load. So only
 * probes share connections, because `ps` sends one to each function: a new connection for each
 * doubles its time. A probe that fails on a used connection is sent again over its own.
 *
 * There are two ways in. The first is the port published on this machine's loopback. The second
 * serves a remote engine, or one whose published ports are not reachable here: a command inside the
 * container that forwards bytes. The second way costs 0.1 s more.
 *
 * Invariants:
 *  1. Every call has a deadline.
 *  2. The caller's abort is rethrown with the reason it carries.
 *  3. Every other failure to get a response becomes `router-unreachable`, with the system's own
 *     words.
 */
import {
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestOptions,
  request as send,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { CONTROL_PORT } from './container-layout.js';

/** Where a router's control server is, and its token. At least one of the two ways is present. */
export interface ControlAddress {
  /** Name of the router container, for messages. */
  readonly name: string;
  readonly token: string;
  /** Where its port is published on this machine. */
  readonly published?: { readonly host: string; readonly port: number } | undefined;
  /** Opens a byte stream to it from inside its container, see dial-inside.ts. */
  readonly inside?: ((signal: AbortSignal) => Promise<Duplex>) | undefined;
}

export interface ControlRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds within which the last byte of the response must arrive. */
  readonly deadlineMs: number;
  /** Keeps connections for further calls. Only for a call that may be sent twice. */
  readonly agent?: Agent;
}

export interface ControlAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Sends one request.
 * @throws router-unreachable (its cause is a TimeoutError when the deadline passed), or the
 *   signal's reason
 */
export async function callControl(
  address: ControlAddress,
  request: ControlRequest,
  signal: AbortSignal,
): Promise<ControlAnswer> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(request.deadlineMs);
  try {
    const answer = await exchange(address, request, AbortSignal.any([signal, deadline]));
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) };
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(address, request, deadline.aborted ? deadline.reason : cause);
  }
}

/**
 * Tries the published port first. If nothing listens there, nothing was sent, so the way through
 * the container can still be used.
 */
async function exchange(
  address: ControlAddress,
  request: ControlRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { published, inside } = address;
  try {
    if (published) return await askPublished(address, request, signal, published);
  } catch (error) {
    if (!inside || !NOBODY.has(systemCode(error) ?? '')) throw error;
  }
  if (!inside) throw new Error('it has no published port');
  const stream = await inside(signal);
  return ask(address, request, signal, { createConnection: () => stream });
}

async function askPublished(
  address: ControlAddress,
  request: ControlRequest,
  signal: AbortSignal,
  published: { readonly host: string; readonly port: number },
): Promise<IncomingMessage> {
  const { agent = false } = request;
  try {
    return await ask(address, request, signal, { ...published, agent });
  } catch (error) {
    if (agent === false || !(error instanceof UsedConnection)) throw error;
    return await ask(address, request, signal, { ...published, agent: false });
  }
}

/** A connection that had served a call before failed. It may have ended before this call. */
class UsedConnection extends Error {
  override readonly name = 'UsedConnection';
}

/** Error codes of connections that were never established. */
const NOBODY = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** Resolves with the head of the response. The connection ends with the call. */
function ask(address: ControlAddress, request: ControlRequest, signal: AbortSignal, way: RequestOptions) {
  const { method, path, body = '' } = request;
  const authorization = `Bearer ${address.token}`;
  const headers = { host: 'control', ...request.headers, authorization, 'content-length': Buffer.byteLength(body) };
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = send({ ...way, method, path, headers, signal }, resolve);
    const failed = (cause: Error) =>
      reject(sent.reusedSocket && !signal.aborted ? new UsedConnection(cause.message, { cause }) : cause);
    sent.once('error', failed).end(body);
  });
}

/** Whether a call failed because its own deadline passed. */
export function timedOut(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === 'TimeoutError';
}

function unreachable(address: ControlAddress, request: ControlRequest, cause: unknown): SmolfaasError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const { host, port } = address.published ?? { host: 'its container', port: CONTROL_PORT };
  const message = `${request.method} ${request.path} at ${host}:${port}: ${why}`;
  return new SmolfaasError('router-unreachable', { name: address.name, message }, { cause });
}
