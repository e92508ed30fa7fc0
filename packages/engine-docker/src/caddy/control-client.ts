/**
 * One HTTP call to the control server, over a connection of its own.
 *
 * Why never a kept connection: Caddy restarts its admin endpoint with every configuration it loads, and the connections of the old
 * one die with it. A pooled client then fails on a call that has nothing to do with the load.
 *
 * What must stay true: every call has a deadline; the caller's abort is passed on as the reason it gave; everything else that keeps
 * an answer from arriving becomes `router-unreachable`, with the system's own words.
 */
import { SmolfaasError } from '@smolfaas/core';
import type { Dispatcher } from 'undici';
import send from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';

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
  readonly headers: Dispatcher.ResponseData['headers'];
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
  const client = new Client(`http://${address.host}:${address.port}`, { connect: { timeout: request.deadlineMs } });
  try {
    const answer = await send.call(client, {
      method: request.method,
      path: request.path,
      headers: { ...request.headers, authorization: `Bearer ${address.token}` },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: AbortSignal.any([signal, deadline]),
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  } catch (cause) {
    signal.throwIfAborted();
    throw unreachable(address, request, deadline.aborted ? deadline.reason : cause);
  } finally {
    await client.destroy();
  }
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
