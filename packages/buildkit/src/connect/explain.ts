/**
 * Explains from facts why a client could not connect.
 *
 * Called by `connect` when the first call failed. gRPC only reports "unavailable" with a sentence.
 * So the connection is repeated without gRPC (dial-failure.ts) to get the real reason: the system's
 * error, a TLS error, the engine's HTTP status, or the error of the caller's stream.
 * Invariant: it takes two seconds at most and leaves no connection behind.
 */
import { status } from '@grpc/grpc-js';
import { BuildKitError, errnoOf } from '../errors/error.js';
import { isServiceError } from '../errors/solve-error.js';
import { dialFailure } from './dial-failure.js';
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
