/**
 * One HTTP call to the control server, over a connection of its own.
 *
 * Why never a kept connection: Caddy restarts its admin endpoint with every configuration it loads, and the connections of the old
 * one die with it. A pooled client then fails on a call that has nothing to do with the load.
 *
 * Two ways lead there: the port that is published on this machine's loopback, and, for an engine elsewhere or one whose ports do not arrive here,
 * a command inside of the container that passes bytes on. The second costs 0.1 s more.
 *
 * What must stay true: every call has a deadline; the caller's abort is passed on as the reason it gave; everything else that keeps
 * an answer from arriving becomes `router-unreachable`, with the system's own words.
 */
import { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions, request as send } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SmolfaasError, systemCode } from '@smolfaas/core';
import { CONTROL_PORT } from './container-layout.js';

/** Where a router's control server is, and the key to it. At least one of the two ways is there. */
export interface ControlAddress {
  /** Name of the router container, for messages. */
  readonly name: string;
  readonly token: string;
  /** Where its port is published on this machine. */
  readonly published?: { readonly host: string; readonly port: number } | undefined;
  /** Opens a byte stream to it from inside of its container, see dial-inside.ts. */
  readonly inside?: ((signal: AbortSignal) => Promise<Duplex>) | undefined;
}

export interface ControlRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the last byte of the answer must be there. */
  readonly deadlineMs: number;
}

export interface ControlAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request. @throws router-unreachable (its cause is a TimeoutError when the deadline passed), or the signal's reason */
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

/** The published port first; where nobody listens there, nothing was sent, and the way through the container is left. */
async function exchange(
  address: ControlAddress,
  request: ControlRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { published, inside } = address;
  try {
    if (published) return await ask(address, request, signal, { ...published, agent: false });
  } catch (error) {
    if (!inside || !NOBODY.has(systemCode(error) ?? '')) throw error;
  }
  if (!inside) throw new Error('it has no published port');
  const stream = await inside(signal);
  return ask(address, request, signal, { createConnection: () => stream });
}

/** Connections that were never made. */
const NOBODY = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/** Resolves with the answer's head; the connection is one that ends with the call. */
function ask(address: ControlAddress, request: ControlRequest, signal: AbortSignal, way: RequestOptions) {
  const { method, path, body = '' } = request;
  const authorization = `Bearer ${address.token}`;
  const headers = { host: 'control', ...request.headers, authorization, 'content-length': Buffer.byteLength(body) };
  return new Promise<IncomingMessage>((resolve, reject) => {
    send({ ...way, method, path, headers, signal }, resolve)
      .once('error', reject)
      .end(body);
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
