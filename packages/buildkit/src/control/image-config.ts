/**
 * Looks up an image's config and digest, the way a frontend does.
 *
 *   we -> daemon   Control/Session, Control/Solve{Ref, Session}   a solve without a graph, because
 *                                                                 only a frontend may query images
 *   we -> daemon   LLBBridge/ResolveImageConfig{Ref, Platform, ResolveMode}   -> Digest, Config
 *   daemon -> we   Auth.Credentials                               when a registry requires a login
 *   we -> daemon   LLBBridge/Return{an empty result}              the solve ends, nothing was built
 *
 * Gotchas:
 *   1. An image that only the engine has is returned without a digest.
 *   2. Without a platform the daemon uses its own.
 */
import type { Client } from '@grpc/grpc-js';
import type { ImageConfigOptions, ResolvedImage } from '../api.js';
import { solveError } from '../errors/solve-error.js';
import { Control } from '../gen/moby/buildkit/v1/control_pb.js';
import type { ResolveImageConfigResponse } from '../gen/moby/buildkit/v1/frontend/gateway_pb.js';
import { callUnary } from '../grpc/call.js';
import { authRoutes, healthRoutes } from '../session/services.js';
import { openSession, type Session } from '../session/session.js';
import { asFrontend, askForConfig } from '../solve/gateway.js';
import { decodeConfig, newRef, outerSolve } from '../solve/requests.js';
import { stopOn } from '../solve/stop.js';

/**
 * Queries the daemon in a separate solve. `closed` fires when the client is closed. Rejects with
 * BuildKitError.
 */
export async function imageConfig(
  client: Client,
  ref: string,
  options: ImageConfigOptions,
  closed: AbortSignal,
): Promise<ResolvedImage> {
  const stop = stopOn([options.signal, closed], options.deadlineMs);
  const { signal } = stop;
  let session: Session | undefined;
  try {
    signal.throwIfAborted();
    session = await openSession(client, ref, [...healthRoutes(), ...authRoutes(options.login)], signal);
    const outer = { ref: newRef(), session: session.id, signal, onFailure: () => undefined };
    const solved = callUnary(client, Control.method.solve, outerSolve(outer.ref, session.id, undefined), { signal });
    solved.catch(() => undefined); // its failure only repeats a failure that is reported here
    let found: ResolveImageConfigResponse | undefined;
    const asked = asFrontend(client, outer, async (call) => {
      found = await askForConfig(client, ref, options, call);
      return { result: { case: 'ref', value: { id: '' } } };
    });
    await Promise.race([asked, session.lost, solved.then(() => asked)]);
    await Promise.race([solved, session.lost]);
    return imageOf(found);
  } catch (error) {
    throw stop.error(undefined) ?? solveError(error, new Map());
  } finally {
    session?.close();
    stop.dispose();
  }
}

function imageOf(found: ResolveImageConfigResponse | undefined): ResolvedImage {
  const config = decodeConfig(found?.Config ?? new Uint8Array());
  return found === undefined || found.Digest === '' ? { config } : { digest: found.Digest, config };
}
