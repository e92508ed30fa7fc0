/**
 * Turns every failed call to the engine into a SmolfaasError; no other file does.
 *
 * Place in the flow: every call goes through `Connection.call`, and every rejected call through
 * this file. System error number and HTTP status decide, never an engine's message: messages differ
 * between releases and engines.
 *
 *   errno    EACCES, EPERM                        engine-permission
 *            ENOENT, ECONNREFUSED, name lookup…   engine-unreachable  (nothing listens there)
 *            ECONNRESET, EPIPE                    engine-died         (it responded, then was gone)
 *   HTTP     any status that is no success        engine-error, or disk-full for the kernel's own
 *                                                 words for ENOSPC; the status is Docker's, also
 *                                                 from Podman (docker-status.ts)
 *   others   certificate and HTTP parser errors   engine-unreachable; an error without a code is
 *                                                 a bug and is returned unchanged
 */
import { isSmolfaasError, SmolfaasError, systemCode } from '@smolfaas/core';
import { dockerStatus } from './docker-status.js';

/** Which call to which engine. */
export interface FailedCall {
  readonly endpoint: string;
  /** In words: `create container smolfaas-func-a.g3`. */
  readonly call: string;
}

const PERMISSION = new Set(['EACCES', 'EPERM']);
const DIED = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Returns the error to throw instead of `error`. The original remains available as its cause. */
export function failureOf(error: unknown, { endpoint, call }: FailedCall): unknown {
  if (isSmolfaasError(error) || !(error instanceof Error)) return error;
  const options = { cause: error };
  const status = statusOf(error);
  if (status !== undefined) {
    const message = messageOf(error);
    if (message.includes('no space left on device')) {
      return new SmolfaasError('disk-full', { where: endpoint, message }, options);
    }
    return new SmolfaasError('engine-error', { call, status, message }, options);
  }
  const code = systemCode(error);
  if (code === undefined) return error;
  if (PERMISSION.has(code)) return new SmolfaasError('engine-permission', { endpoint }, options);
  if (DIED.has(code)) return new SmolfaasError('engine-died', { endpoint, call }, options);
  return new SmolfaasError('engine-unreachable', { endpoint, message: error.message }, options);
}

/**
 * HTTP status of an engine's unsuccessful response, from either the raw or the translated error.
 */
export function statusOf(error: unknown): number | undefined {
  if (isSmolfaasError(error, 'engine-error')) return error.facts.status;
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return undefined;
  return dockerStatus(error.statusCode, bodyOf(error));
}

/** The engine's own message: `{"message": "…"}`, without the HTTP client's wrapping. */
function messageOf(error: Error): string {
  const body = bodyOf(error);
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string') {
    return body.message.trim();
  }
  return error.message.replace(/^\(HTTP code \d+\) [^-]+ - /, '').trim();
}

function bodyOf(error: Error): unknown {
  return 'json' in error ? error.json : undefined;
}
