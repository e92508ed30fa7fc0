/**
 * Which BuildKit version a daemon is.
 *
 *   we -> daemon   Control/Info   -> package, version, revision
 *                                 UNIMPLEMENTED before 0.10, as in Docker Engine 20.10
 */
import { type Client, status } from '@grpc/grpc-js';
import type { DaemonInfo } from '../api.js';
import { isServiceError } from '../errors/solve-error.js';
import { Control } from '../gen/moby/buildkit/v1/control_pb.js';
import { callUnary } from '../grpc/call.js';
import { controlError } from './errors.js';

/**
 * Queries the daemon; the result is empty if the daemon is too old to answer. Rejects with
 * BuildKitError.
 */
export async function daemonInfo(client: Client, signal: AbortSignal): Promise<DaemonInfo> {
  try {
    const { buildkitVersion: said } = await callUnary(client, Control.method.info, {}, { signal });
    return said === undefined ? {} : { version: said.version, package: said.package, revision: said.revision };
  } catch (error) {
    if (isServiceError(error) && error.code === status.UNIMPLEMENTED) return {};
    throw controlError(error, signal);
  }
}
