/**
 * Explains from facts why a client could not connect.
 *
 * Called by `connect` when the first call failed. gRPC only reports "unavailable" with a sentence.
 * So this file repeats the connection without gRPC (dial.ts, probe.ts) to get the real reason: the
 * system's error, a TLS error, the engine's HTTP status, or the error of the caller's stream.
 * Invariant: it takes two seconds at most and leaves no connection behind.
 */
import type { Duplex } from 'node:stream';
import { status } from '@grpc/grpc-js';
import { BuildKitError, errnoOf } from '../errors/error.js';
import { isServiceError } from '../errors/solve-error.js';
import { dial } from './dial.js';
import { askForHttp2 } from './probe.js';
import { type BuildKitTarget, labelOf } from './target.js';

const LONGEST_MS = 2_000;

/** The typed error for a failed first call; `deadlineMs` is the caller's limit for connecting. */
export async function explain(
  error: unknown,
  target: BuildKitTarget,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<BuildKitError> {
  if (signal?.aborted) return new BuildKitError('canceled', 'connecting canceled', {}, { cause: signal.reason });
  const address = labelOf(target);
  if (isServiceError(error) && error.code === status.UNIMPLEMENTED) {
    const text = `what answers at ${address} is not BuildKit`;
    return new BuildKitError('no-buildkit', text, { status: 0, body: '' }, { cause: error });
  }
  const found = await dialFailure(target, Math.min(deadlineMs, LONGEST_MS));
  if (found instanceof BuildKitError) return found;
  const errno = errnoOf(found);
  if (errno === 'EACCES' || errno === 'EPERM') {
    return new BuildKitError('permission', `no permission to use ${address}`, { address, errno }, { cause: found });
  }
  const reason = found instanceof Error ? found.message : String(isServiceError(error) ? error.details : error);
  const details = errno === undefined ? { address } : { address, errno };
  return new BuildKitError('unreachable', `cannot reach ${address}: ${reason}`, details, { cause: found ?? error });
}

/** Connects without gRPC; returns the error, or nothing if the connection works. */
async function dialFailure(target: BuildKitTarget, timeoutMs: number): Promise<unknown> {
  const late = new AbortController();
  const tooLate = new Promise<never>((_resolve, reject) => {
    late.signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`)), { once: true });
  });
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const dialling = dial(target, late.signal);
  try {
    await Promise.race([dialling.then((stream) => askForHttp2(stream, labelOf(target))), tooLate]);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    clearTimeout(timer);
    dialling.then(letGo, () => undefined);
  }
}

/** Discards what still arrives on an unused stream, errors included. */
function letGo(stream: Duplex): void {
  stream.on('error', () => undefined).destroy();
}
