/**
 * Typed errors of the calls that are not a solve: cache and daemon information. The codes are those
 * of a solve, without a step.
 */
import { status } from '@grpc/grpc-js';
import { BuildKitError } from '../errors/error.js';
import { isServiceError, solveError } from '../errors/solve-error.js';

/**
 * The typed error of a failed call. The gRPC error is kept as its cause, unless the signal ended
 * the call.
 */
export function controlError(error: unknown, signal: AbortSignal): BuildKitError {
  if (signal.aborted && isServiceError(error) && error.code === status.CANCELLED) {
    return new BuildKitError('canceled', 'the call was canceled', {}, { cause: signal.reason });
  }
  return solveError(error, new Map());
}
