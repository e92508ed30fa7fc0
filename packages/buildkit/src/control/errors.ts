/**
 * Typed errors of the calls that are no solve: the cache's, the daemon's description. The same codes as a solve's, without a step.
 */
import { status } from '@grpc/grpc-js';
import { BuildKitError } from '../errors/error.js';
import { isServiceError, solveError } from '../errors/solve-error.js';

/** The typed error of a failed call; the gRPC error stays as its cause, unless the signal ended it. */
export function controlError(error: unknown, signal: AbortSignal): BuildKitError {
  if (signal.aborted && isServiceError(error) && error.code === status.CANCELLED) {
    return new BuildKitError('canceled', 'the call was canceled', {}, { cause: signal.reason });
  }
  return solveError(error, new Map());
}
