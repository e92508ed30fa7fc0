/**
 * One HTTP call to the control server, over a connection of its own.
 *
 * Why never a kept connection: Caddy restarts its admin endpoint with every configuration it loads, and the connections of the old
 * one die with it. A pooled client then fails on a call that has nothing to do with the load.
 *
 * What must stay true: every call has a deadline; the caller's abort is passed on as the reason it gave; everything else that keeps
 * an answer from arriving becomes `router-unreachable`, with the system's own words.
 */
import { type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import { text } from 'node:stream/consumers';
import { SmolfaasError } from '@smolfaas/core';

/** Where a router's control server is, and the key to it. */
export interface ControlAddress {
  /** Name of the router container, for messages. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly token: string;
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

/** Resolves with the answer's head; `agent: false` gives the call a connection that ends with it. */
function exchange(address: ControlAddress, request: ControlRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { host, port, token } = address;
  const { method, path, body = '' } = request;
  const headers = { ...request.headers, authorization: `Bearer ${token}`, 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    send({ host, port, method, path, headers, signal, agent: false }, resolve).once('error', reject).end(body);
  });
}

/** Whether a call failed because its own deadline passed. */
export function timedOut(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && error.cause.name === 'TimeoutError';
}

function unreachable(address: ControlAddress, request: ControlRequest, cause: unknown): SmolfaasError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `${request.method} ${request.path} at ${address.host}:${address.port}: ${why}`;
  return new SmolfaasError('router-unreachable', { name: address.name, message }, { cause });
}
